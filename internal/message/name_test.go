package message

import "testing"

func TestName(t *testing.T) {
	p := NewParser()
	for text, want := range map[string]string{
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"name":"x"}}}`:               "read",
		`{"params" : { "arguments":{"name":"x","deep":{"name":"y"}} , "name" : "read\u005ffile"},"method":"tools/call"}`: "read_file",
		`{"method":"m","params":{"NAME":"a","name":"b"}}`:                                                                "a",
		`{"method":"m","params":{"name":7,"Name":"b"}}`:                                                                  "b",
		`{"method":"m","p\u0061rams":{"n\u0061me":"b"}}`:                                                                 "b",
		`{"method":"m","params":{"\u006e\u0061\u006d\u0065":""}}`:                                                        "",
		`{"method":"m","params":{"name":["a"]}}`:                                                                         "none",
		`{"method":"m","params":[{"name":"a"}]}`:                                                                         "none",
		`{"method":"m","name":"a","params":{"names":"a"}}`:                                                               "none",
		`{"result":{"name":"a"}}`:                                                                                        "none",
		`{"method":"m","params":{"x":{"name":"a"}}}`:                                                                     "none",
	} {
		m, err := p.Parse(FromClient, []byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, ok := m.Name([]byte("<"))
		if ok != (want != "none") || ok && string(got) != "<"+want || !ok && string(got) != "<" {
			t.Errorf("%s: %q %v, want %q", text, got, ok, want)
		}
	}
}

func TestMeta(t *testing.T) {
	p := NewParser()
	for text, want := range map[string]bool{
		`{"method":"m","params":{"a":{},"_meta":{}}}`:     true,
		`{"method":"m","params":{"_m\u0065ta":1}}`:        true,
		`{"method":"m","params":{"_META":1,"a":"_meta"}}`: false,
		`{"method":"m","params":{"a":{"_meta":1}}}`:       false,
		`{"method":"m","_meta":{"_meta":{}}}`:             false,
		`{"result":{"_meta":{}}}`:                         false,
	} {
		if m, err := p.Parse(FromClient, []byte(text)); err != nil || m.Meta() != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestNameAfterManyMessages: nothing stays of the message before.
func TestNameAfterManyMessages(t *testing.T) {
	p := NewParser()
	with, without := []byte(`{"method":"m","params":{"name":"a"}}`), []byte(`{"method":"m","params":{}}`)
	for range 3 {
		if m, err := p.Parse(FromClient, with); err != nil {
			t.Fatal(err)
		} else if _, ok := m.Name(nil); !ok {
			t.Error("no name")
		}
		if m, err := p.Parse(FromClient, without); err != nil {
			t.Fatal(err)
		} else if got, ok := m.Name(nil); ok {
			t.Errorf("the name of the last message: %s", got)
		}
	}
}
