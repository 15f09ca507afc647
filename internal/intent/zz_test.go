package intent
import ("testing";"fmt";"os";"bufio")
func TestYY(t *testing.T){
 l:=NewFinder(Load())
 f,_:=os.Open("/tmp/t16"); sc:=bufio.NewScanner(f)
 for sc.Scan(){ x:=sc.Text()
  fmt.Println(x, l.Find(x,Document))
  fmt.Print("   ")
  for i:=range l.scene.sentences { fmt.Print("ch",l.scene.channel(i,Document)," "); for _,w:=range l.scene.words(i){ if w.means!=0 { fmt.Printf("%s=",x[w.start:min(int(w.end),len(x))]); for b,nm:=range names { if w.means&(1<<b)!=0 {fmt.Print(nm,",")}}; fmt.Print(" ")}}}; fmt.Println()
 }
}
