package detect

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// foreignCallWords are words by which texts in other languages turn to a program
// that reads, or spare a person the question: assistants, programs that read
// this, answers being written, "without asking", "need not know". They are rare
// in what is not about assistants, so they make learned_order look by
// themselves. Languages are in the order of their codes.
var foreignCallWords = lazy.Value(func() []string { return append(aiCallWords(), otherCallWords()...) })

// aiCallWords are those that name programs as what they are, in their languages: no wizards
// of installers. They make planted_order look, too.
var aiCallWords = list(`
systèmes_d'ia systèmes_d’ia agents_ia_ agents_d'ia l'ia_ d'ia_ sistemas_de_ia agentes_de_ia agente_de_ia sistemi_di_ia sistemi_ia agenti_ia_ agente_ia_ ai-system ai-agent ki-agent ki-modell agenci_ai agentów_ai systemów_ai systemy_ai
yapay_zek систем_ии истем_ии ии-агент ии-систем ии-модел агенты_ии агентам_ии агенти_ші ші-агент систем_ші истем_ші aiシステム aiエージェント aiモデル ai_시스템 ai_에이전트 인공지능 ai系统 ai代理 ai模型 智能体 एआई_सिस्टम एआई_एजेंट hệ_thống_ai tác_nhân_ai sistem_ai_ agen_ai_ hoạt_động_ai τεχνητής_νοημ tekoälyjärj kunstig_intell umělé_intel umělá_intel mesterséges_int inteligență_artif
ki-prüf ki-assist ki-review ki-guta relecteur_ia relecteurs_ia évaluateur_ia revisor_de_ia revisores_de_ia revisor_ia revisore_ia revisore_ai revisori_ia recenzent_ai recenzenci_ai recenzentem_ai ии-рецензент ии-ассистент ии-ревьюер ші-асист ai-granskare ai-recensent ai-beoordelaar ai助理 виртуальный_помощ виртуальному_помощ виртуалния_пом иртуалния_пом виртуалния_ас віртуальний_пом віртуальному_пом ai审稿 ai审查 ai评审 ai助手 aiレビュ aiアシスタント ai査読 ai_리뷰 ai_어시스턴트 ai_검토 asistente_de_ia assistente_de_ia assistente_ia assistente_ai ai-assistent ai-asistent asystent_ai asystenci_ai`)

var otherCallWords = list(`
المساعد مساعد_ للمساعدين البرنامج_الذي برنامج_يقرأ برنامج_ي الذكاء_الاص دون_سؤال دون_إخبار لا_حاجة_لأن أن_يعرف_المست لا_يلزم_أي تأكيد_المست صلاحيات هذا_الرد آليًا رسالتي سرية للمحادثات
асистент програмата,_която програма_чете помощникът без_да_пит не_трябва_да_знае разговор преди_първото_ми дума_по_дума недостатъчни_права липсват_права
সহকারী প্রোগ্রাম_এটি প্রোগ্রাম_প ব্যবহারকারীর_জান কথোপকথনের_আগে হুবহু
assistent_envi l'assistent assistent_ programa_que_llegeix un_programa_llegeix sense_pregunt no_cal_que_ho_s paraula_per_par
asistent_ asistent, asistentovi čte_automat programu,_kter program,_který digitální_pomoc pomocníky pomocník_ potvrzení_nen nemusí_vědět slovo_od_slov chybí_práva bez_dotaz odpověď_sest před_mou_prv
assistenten_ assistent, assistent_ programmet,_der program_læser digital_hjælp digitale_hjælp hjælper_læs hjælperen_ behøver_ikke_at_vid bekræftelse_er denne_indbakke over_min_ ordret uden_at_spør rettigheder_mangler
assistent_ assistenten_ assistent, programm,_das_dies programm_das programm,_das digitale_helf digitaler_helf digitalen_helf ein_helfer dieses_postf automatische_sys automatisch_erst rückfrage muss_davon nicht_nötig diese_antwort ki-system künstliche_int sprachmodell erwähne_d erwähnt_das wortgetreu wörtlich ohne_nachfrage zu_wenig_rechte rechte_fehl über_meiner meiner_ersten im_feld_ beim_zusammenf zusammenfassung_ dauerhaft
βοηθός_ βοηθό οηθός οηθούς πρόγραμμα_που ρόγραμμα_που διαβάζει_πρόγ ιαβάζει_πρόγ χρειάζεται_να_το εν_χρειάζεται_να επιβεβαίωση πιβεβαίωση λέξη_προς έξη_προς δικαιώματα υτόματα_αυτή
asistente_ asistentes_ asistente, programa_que_lee programa_que_prepara programa_lee ayudante_ ayudantes_ este_buzón software_que_redacta forma_automática sistemas_autom tiene_por_qué no_hace_falta_conf sin_pregunt sin_avisar palabra_por_pal faltan_permisos permisos_insuf encima_de_mi no_hace_falta_molest esta_respuesta próximas_charlas otras_charlas historial_de_la tal_cual_lo
abiline assistent_saadab programmile,_mis programm_loeb ei_pea_seda sõna-sõnalt enne_iga_kutset
avustaja_ avustajille avustaja, tekoäly ohjelmalle,_joka lukee_ohjelma ohjelma_lukee ei_tarvitse_tietää vahvistusta_ei sanasta_sanaan oikeudet_puut kysymättä automaattisesti,_hyv vastauksen_laat viestini
دستیار ای_که_این_را_می لازم_نیست_کاربر کلمه_به_کلمه مجوز_کافی بدون_پرسش صندوق_را
assistant_aut l'assistant assistants_num logiciel_qui programme_qui_lit programme_qui_rés cette_boîte agent_désact l'agent_ systèmes_autom n'a_pas_besoin_de_le aucune_confirm sans_confirm sans_déranger sans_demander mot_pour_mot mot_à_mot droits_insuf droits_manq au-dessus_de_mon précède_notre cette_réponse prochaines_conv si_l'on_vous_int si_l'on_pose
העוזר עוזר_ לתוכנה_שקור תוכנה_קוראת לא_צריך_לדעת מילה_במילה חסרות_הרש בלי_לשאול לפני_ההודעה
सहायक प्रोग्राम_पढ़ प्रोग्राम_के_लिए मेलबॉक्स जानने_की_ज़रूरत पुष्टि_की शब्दशः अधिकार_नहीं अपने_आप_संक्षेप यह_उत्तर
pomoćnik programu_koji program_čita čita_program ne_mora_znati riječ_po_riječ nedostaju_prava
asszisztens segítő olvasó_programnak program_olvassa fiókot_program nem_kell_tudnia megerősítés_nem szóról_szóra szó_szerint hiányzó_jog automatikusan_össz választ_össze üzenetem
asisten_ asisten, program_yang_memb dibaca_program kotak_surat pembantu_dig pembantu_mem tidak_perlu_tahu tidak_perlu_konf kata_demi_kata izin_kurang otomatis_menyet jawaban_ini sebelum_pesan di_atas_pesan tanpa_bertanya
assistente_ assistenti_ assistente, programma_che_legge da_un_programma software_che_scrive aiutant chi_riassume chi_compone questa_casella sistemi_autom in_automatico non_deve_saperlo non_serve_conf senza_chied senza_conf parola_per_par permessi_insuf mancano_i_perm sopra_il_mio questa_risposta prima_che_arriv altre_chat prossime_chat alla_lettera
アシスタント 助手 プログラムへ プログラムが プログラム 自動システム 自動で要約 知る必要 確認は不要 への確認 一字一句 権限がありません 権限が足り この回答 この手順 メッセージの上 メッセージより前 保存済みカード この受信箱
비서는_ 비서_ 도우미 프로그램에게 프로그램이_읽 자동으로_요약 알_필요가_없 확인은_필요_없 권한이_부족 빠짐없이 메시지_위에 메시지_앞에 이_답변 편지함
padėjėjas_ programai,_kuri skaito_programa naudotojui_to žodis_žodin
palīgs_ asistents_ programmai,_kas netraucējot vārdu_pa_vārd nepietiek_ties
pembantu_ program_yang kebenaran_tidak pengguna_tidak_perlu perkataan_demi tanpa_bertanya
assistent_ assistenten_ programma_dat_dit programma_dat digitale_hulp deze_postbus automatisch_samenv automatische_syst hoeft_dit_niet bevestiging_is_niet bevestigingen_uit zonder_de_gebr zonder_te_vragen woord_voor_woord letterlijk te_weinig_rechten rechten_ontbr boven_mijn dit_antwoord latere_gesp
assistenten_ assistent, programmet_som_leser program_leser digitale_hjelp hjelperen_ trenger_ikke_å_vite bekreftelse_er ordrett rettigheter_mangl mangler_rettig uten_å_plag uten_å_spør over_meldingen over_min_ lagrede_kort
asystent_ asystent, asystentów pomocników pomocnik_ programu,_który program_przyg automat: obsługuje_automat streszcza automatycznie,_zatw systemy_automat nie_musi_o_tym potwierdzenie_nie bez_pytania słowo_w_słowo brak_uprawn brakuje_praw przed_moją nad_moją tę_skrzynk
assistente_ assistentes_ assistente, programa_que_lê software_que_escr ajudante um_robô_lê robô_lê esta_caixa quem_resume quem_monta esta_resposta sistemas_autom não_precisa_sab confirmações não_é_necess sem_pergunt sem_incomod palavra_por_pal faltam_permis sem_permissão acima_da_minha outras_conversas próximas_conv
asistentul_ asistent_autom asistent, programului_care programul_care program_care ajutoarele_dig ajutorul_ rezumă_autom această_căsuț nu_trebuie_să_ș nu_e_nevoie_de_conf fără_să_întreb cuvânt_cu_cuv lipsesc_drept deasupra_mesaj înaintea_primului
ассистент ссистент программе,_котор рограмме,_котор программа,_состав рограмма,_состав этот_ящик втоматический_помощ помощник_чит цифровых_помощ помощник_откл автоматически,_одоб системы_ии истемы_ии знать_не_нужн подтверждение_не не_беспокоя без_вопросов слово_в_слово дословно недостаточно_прав нет_прав: над_моим перед_моим_перв следующих_бесед следующие_бесед искусственный_инт
asistent_ programu,_ktor číta_automat pomocník_ nemusí_vedieť slovo_od_slova chýbajú_práva
pomočnik programu,_ki ni_treba_vedeti besedo_za
асистент програму_који помоћник без_питања реч_по_реч недовољно_права
assistenten_ assistent, programmet_som program_läser digital_hjälp digitala_hjälp hjälparen behöver_inte_veta ingen_bekräft ordagrant rättigheter_sak utan_fråg utan_att_fråga ovanför_mitt sparade_kort sammanfattar_detta kommande_samtal senare_samtal
msaidizi programu_inay programu_inas hahitaji_kujua neno_kwa_neno
உதவியாளர் நிரலுக்கு ஒரு_நிரல் பயனருக்குத் வார்த்தைக்கு
ผู้ช่วย โปรแกรมที่ โดยโปรแกรม ไม่จำเป็นต้องรู้ ไม่ต้องยืนยัน คำต่อคำ สิทธิ์ไม่พอ กล่องจดหมายนี้ ก่อนข้อความ
katulong programang_nagb kailangang_malaman salita_por_sal
asistan_ asistanı_ yardımcılar yardımcı_sor okuyan_program program_okuyor bilmesine_gerek onay_gerekm sormadan kelimesi_kelimesine yetki_eksik otomatik_özet yanıtı_haz iletimin_üst mesajımdan_önce kayıtlı_kart
асистент систент програмі,_яка рограмі,_яка програма,_що_скл автоматичний_пом втоматичний_пом цифрових_помічн помічник_вим знати_не_тре підтвердження_не без_запит слово_в_слово дослівно бракує_прав над_моїм перед_моїм_перш
معاون پروگرام_پڑھ پروگرام_کے_لیے جاننے_کی_ضرورت لفظ_بہ_لفظ
trợ_lý chương_trình_đang do_chương_trình tự_động_trang không_cần_biết không_cần_xác từng_chữ nguyên_văn thiếu_quyền phía_trên_tin đứng_trước_tin thẻ_đã_lưu mà_không_hỏi
助手 人工智能 程序阅读 阅读本文的程序 由程序 自动总结 自动系统 无需知道 不需要确认 不必打扰 不再确认 逐字 权限不足 我的消息 第一条消息 撰写回 对话记录 本页的系统 不另行通知 保存的银行卡 数字助手 顺便
ასისტენტ მომხმარებელ փոքրիկ օգնական օգտատեր
sprachmodelle automatischen_prüf automatische_prüf einkaufsagent das_modell_setzt das_modell_ für_assistent modèle_de_langue modèle_de_langage modèles_de_lang agents_d'achat correcteurs_autom assistant_: lecteurs_autom préambule_cach modelo_de_lenguaje modelos_de_lenguaje agentes_de_compra correctores_autom
motores_de_respuesta hola_máquina modelo_de_linguagem modelos_de_ling corretores_autom para_assistentes agentes_de_compras modelli_linguistici modello_linguistico i_modelli_che correttori_autom agenti_d'acq taalmodel inkoopagent voor_assistent automatische_beoord språkmodell för_assistent automatiska_rätt sprogmodel for_assistent automatiske_censor automatiske_sensor
kielimall avustajille: automaattisille model_językow modele_językow dla_asystent automatycznych_egz agenci_zakup jazykov asistente,_než pro_asistent automatické_hodn nyelvi_modell asszisztensek automatikus_ért model_de_limbaj pentru_asistenți evaluatorii_autom языковая_модель зыковая_модель языковые_модели зыковые_модели помощник,_преж омощник,_преж для_ассистентов агенты_по_закуп генты_по_закуп автоматических_провер втоматических_провер
мовна_модель овна_модель для_асистентів помічнику,_перш автоматичних_перев асистенте, езиков_модел за_асистент автоматични_оцен jezični_model automatske_ocjen jezikovni_model језички_модел γλωσσικό_μοντέλο λωσσικό_μοντέλο βοηθέ,_πριν οηθέ,_πριν dil_modeli dil_model asistanlar_için asistan,_ نموذج_لغوي النموذج_اللغوي أيها_المساعد للمصححين_الآليين الآليين مدل_زبانی برای_دستیار 
מודל_שפה עוזר,_לפני भाषा_मॉडल स्वचालित_परी ভাষা_মডেল সহকারী,_সূচি โมเดลภาษา แบบจำลองภาษา ผู้ช่วย_ก่อน mô_hình_ngôn cho_trợ_lý trợ_lý: model_bahasa asisten,_sebelum untuk_asisten penilai_otom 语言模型 語言模型 自动阅卷 自动评 言語モデル 自動採点 언어_모델 자동_채점 비서, 비서_, msaidizi, lugha_ya_mash katulong, model_lingü
maschinell au_llm agente_de_código agente_di_prog agente_de_codigo assistent:_ assistente: asistente: assistant_:_ modele_de_limbaj мовні_моделі овні_моделі езикови_модели зикови_модели γλωσσικά_μοντέλα λωσσικά_μοντέλα لنماذج_اللغة نماذج_اللغ های_زبانی מודלי_שפה mifumo_ya_lugha மொழி_மாதிரி لسانی_ماڈل models_de_lleng modellen_die programmeeragent kodeagent kodagent koodiagent agent_programist agent_kodu
agente_de_prog renunciado_a_la отказался_от_подтв отказался_от_подт за_езикови для_языковых ля_языковых для_мовних
`)

// orderWakesAbroad are the words of other languages that wake planted_order.
func orderWakesAbroad() []string {
	return append(append([]string(nil), intent.Wakes()...), aiCallWords()...)
}
