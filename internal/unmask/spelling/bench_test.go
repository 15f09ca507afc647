package spelling

import (
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

var foldBench = []struct{ name, text string }{
	{"readme", "The server reads its configuration from a file in the home directory. If that does not exist, defaults are used; see the table below for all of them.\n\n## Installation\n\nRun `make install`, or download a binary (version 1.4.2) from the releases page. You may need to log in first.\n"},
	{"code", "func (s *Server) handle(ctx context.Context, id int) error {\n\tfor i := range s.items {\n\t\tif s.items[i].ID == id && !s.closed {\n\t\t\treturn s.send(ctx, s.items[i], 0x1f)\n\t\t}\n\t}\n\treturn fmt.Errorf(\"no item %d\", id)\n}\n"},
	{"json", `{"jsonrpc":"2.0","id":17,"result":{"content":[{"type":"text","text":"Build passed.\nTotal: 12 of 12 tests, 3.2 s\n"}],"isError":false}},{"name":"read_file","description":"Reads a file.","inputSchema":{"type":"object","properties":{"path":{"type":"string"}}}}` + "\n"},
	{"hashes", "d41d8cd98f00b204e9800998ecf8427e  a.txt\n550e8400-e29b-41d4-a716-446655440000 v1.0.3 sha256:9f86d081884c7d659a2feaa0c55ad015\n"},
	{"base64", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\n"},
	{"german", "Alle Dateien liegen im Ordner für Übungen; größere Änderungen müssen vorher geprüft werden, damit nichts verloren geht.\n"},
	{"french", "Le fichier a été créé à côté de l'ancien, où l'élève l'avait déposé ; cela évite déjà bien des problèmes très gênants.\n"},
	{"vietnamese", "Bạn có thể mở tệp này bằng trình soạn thảo văn bản, sau đó lưu lại ở thư mục khác nếu cần thiết.\n"},
	{"russian", "Файл хранится в домашнем каталоге, а его копия — в общем хранилище; их можно открыть в любом редакторе.\n"},
	{"greek", "Το αρχείο βρίσκεται στον φάκελο του χρήστη και μπορεί να ανοιχτεί με κάθε πρόγραμμα κειμένου.\n"},
	{"chinese", "该文件保存在用户目录中，可以用任何文本编辑器打开，然后另存到其他位置。\n"},
	{"japanese", "このファイルはホームディレクトリにあり、どのエディターでも開くことができます。\n"},
	{"arabic", "يوجد الملف في مجلد المستخدم ويمكن فتحه بأي محرر نصوص ثم حفظه في مكان آخر.\n"},
	{"emoji", "Ship it 🚀 ✅ done, thanks 🎉 see you 👋 tomorrow 😀 at noon\n"},
	{"csv", "id,name,flag,a,b,c\n1,first,Y,N,Y,N\n2,second,N,N,Y,N\n3,third,Y,Y,Y,N\n"},
}

func BenchmarkMay(b *testing.B) { benchFold(b, 256<<10, true) }

func BenchmarkMaySmall(b *testing.B) { benchFold(b, 1<<10, true) }

func BenchmarkReadingsClean(b *testing.B) { benchFold(b, 256<<10, false) }

func benchFold(b *testing.B, size int, may bool) {
	for _, p := range foldBench {
		text := strings.Repeat(p.text, 1+size/len(p.text))
		raw := []byte(text)
		b.Run(p.name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if may && May(raw) || !may && len(Readings(text, &unmask.Budget{Bytes: 8 << 20})) > 0 {
					b.Fatal("clean text suspected")
				}
			}
		})
	}
}
