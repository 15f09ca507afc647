package e2e

import (
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// A secret in the environment of the client must not leave through a call;
// one that the client gives to this server alone may.
func TestSecretsOfTheEnvironment(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the environment of the client can be seen on Linux only: run it there")
	}
	const token = "ghp_Zk4vQ9mTx2Lw7RbN5cYh8JdS3fGa6EuP1oKi"
	proxy := watchdog(t)[0]
	run := func(script string, extra ...string) (stdout, stderr string, env []string) {
		t.Helper()
		env = isolatedEnv(t, extra...)
		cmd := exec.Command("sh", "-c", script, "sh", proxy)
		cmd.Env = env
		cmd.Stdin = strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":{"query":"what is ` + token + ` for"}}}` + "\n")
		var out, errs strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v: %s", err, errs.String())
		}
		return out.String(), errs.String(), env
	}
	out, errs, env := run(`"$1" -- cat; :`, "MY_GITHUB_TOKEN="+token)
	if !strings.Contains(out, "own_secret") || strings.Contains(out, token) || strings.Contains(errs, token) || !strings.Contains(errs, "MY_GITHUB_TOKEN") {
		t.Errorf("the secret left, or was told: %d bytes out, %d bytes of alerts", len(out), len(errs))
	}
	written(t, env, []string{token})
	if out, _, _ := run(`MY_GITHUB_TOKEN=` + token + ` "$1" -- cat; :`); strings.Contains(out, "own_secret") {
		t.Error("the server's own variable is taken for the client's")
	}
	// A client that hands on a few variables has its secrets all the same, but for the one
	// that the entry of the server names.
	for given, stopped := range map[string]bool{"": true, `MY_GITHUB_TOKEN="$MY_GITHUB_TOKEN"`: false} {
		out, errs, _ := run(`env -i HOME="$HOME" PATH="$PATH" `+given+` "$1" -- cat; :`, "MY_GITHUB_TOKEN="+token, "A=1", "B=2", "C=3", "D=4")
		if strings.Contains(out, "own_secret") != stopped || strings.Contains(errs, token) {
			t.Errorf("with %d bytes of variables: %d bytes of alerts", len(given), len(errs))
		}
	}
}
