package detect

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// readerLiterals wake planted_errand in languages of which its model knows little: a
// program is said to read this very text.
var readerLiterals = list(`die_diese_seite die_dieses_dok das_diese_seite das_diesen_text das_dieses_dok seite_liest dokument_liest text_liest seite_vorliest dokument_verarb
	lit_cette_page lit_ce_docu lit_ce_texte traite_cette_page traite_ce_doc résume_cette_page résume_ce_doc lira_cette_page
	lea_esta_p lee_esta_p lea_este_ lee_este_ procese_este procesa_este resuma_est ler_esta_p lê_esta_p ler_este_ lê_este_ processar_este processa_este resumir_est
	legge_questa legge_questo legga_quest elabora_quest riassume_quest die_deze_pagina dat_dit_document pagina_voorleest pagina_leest document_leest document_verwerkt
	odczytuje_tę odczytuje_ten czyta_tę_ czyta_ten_ przetwarza_ten streszcza_ten читает_эту_ читает_этот_ обрабатывает_эт обобщает_эт читає_цю_ читає_цей_ обробляє_ц
	bu_belgeyi_özet bu_sayfayı_oku bu_belgeyi_oku bu_metni_oku bu_sayfayı_özet bu_metni_özet bu_sayfayı_işle bu_belgeyi_işle läser_den_här läser_denna läser_detta behandlar_denna sammanfattar_de
	sivua_lukeva sivun_lukeva asiakirjaa_lukeva tekstiä_lukeva čte_tuto_ čte_tento_ zpracovává_t shrnuje_t shrnující_t oldalt_olvasó dokumentumot_olvasó szöveget_olvasó dokumentumot_feldolgozó szöveget_feldolgozó oldalt_összefoglaló
	citește_această citește_acest prelucrează_acest rezumă_acest διαβάζει_αυτή διαβάζει_αυτό επεξεργάζεται_αυτ đọc_trang_này đọc_tài_liệu_này xử_lý_trang tóm_tắt_trang tóm_tắt_tài_liệu
	membaca_halaman_ini membaca_dokumen_ini membaca_teks_ini memproses_dokumen_ini meringkas_halaman meringkas_dokumen يقرأ_هذه تقرأ_هذه يلخص_هذه يعالج_هذه این_صفحه_را שקוראת_דף שקורא_דף שמסכמ
	문서를_요약하는 페이지를_읽는 문서를_읽는 この記事を要約する このページを読む この文書を読む この文書を要約 阅读本页的 读取本页 处理本文 读取此页 อ่านหน้านี้ สรุปหน้านี้
	verarbeiten,_fügen verarbeiten,_müss verarbeiten_müss lesen,_müss traitent_ce_ lisent_ce_ traitent_cette lisent_cette procesen_este procesan_este lean_este leen_este elaborano_quest leggono_quest processem_este processam_este leiam_este leem_este
	dit_document_verwerken dit_bestand_lezen przetwarzający_ten czytający_ten przetwarzające_ten zpracovávající_tento čtoucí_tento обрабатывающие_эт читающие_эт обробляють_ц читають_ц işleyen_asistan okuyan_asistan okuyan_yapay işleyen_yapay
	处理本文档的 处理此文档 阅读本文的 读取本文档 文書を処理する ファイルを読む 문서를_처리하는 파일을_읽는 이_문서를_읽는`)

// reportReaders looks for sentences that say what the program which reads them does with
// things of its user (intent.Finder.Readers), around some places.
func (t *Text) reportReaders(around []int) {
	text := t.Text()
	finder := t.words()
	t.runner.spans = t.runner.passages(t.runner.spans[:0], text, around)
	var at []message.Span
	var about reporting
	for _, span := range t.runner.spans {
		for _, o := range finder.Readers(span.Start, span.End) {
			from, to := span.Start+o.Start, span.Start+o.End
			if !t.overlaps(from, to) && !about.quotes(t, from, to) {
				at = join(at, message.Span{Start: from, End: to})
			}
		}
	}
	if len(at) > 0 {
		t.Report(finding.Finding{
			Rule: plantedErrand, Severity: plantedErrand.Severity, Why: "the text says what the program that reads it does with things of its user",
			Seen: finding.Mask(text[at[0].Start:min(at[0].End, at[0].Start+512)]),
		}, at, removedNote)
	}
}
