# Attempts of a shell, one per function. See escape.c.
redirect() { echo EVIL >> "$W/home/.bashrc"; }
secret() { cat "$W/home/.ssh/id_rsa"; }
secret_dd() { dd if="$W/home/.ssh/id_rsa" 2>/dev/null; }
secret_link() { ln -s "$W/home/.ssh" "$W/proj/x"; cat "$W/proj/x/id_rsa"; }
secret_copy() { cp "$W/home/.ssh/id_rsa" "$W/proj/" && cat "$W/proj/id_rsa"; }
secret_hard() { ln "$W/home/.ssh/id_rsa" "$W/proj/hard" && cat "$W/proj/hard"; }
client() { cat "$W/home/.cursor/mcp.json"; }
client_write() { echo '{}' > "$W/home/.cursor/mcp.json"; }
client_replace() { echo '{}' > "$W/proj/n"; mv "$W/proj/n" "$W/home/.cursor/mcp.json"; }
neighbours() { cat "$W/proj/.mcp.json"; }
neighbours_deep() { cd "$W/proj/deep/.cursor" && cat mcp.json; }
neighbours_move() { mv "$W/proj/deep/.cursor" "$W/proj/deep/moved" && cat "$W/proj/deep/moved/mcp.json"; }
neighbours_link() { ln -s "$W/proj/.mcp.json" "$W/proj/l"; ln "$W/proj/deep/.cursor/mcp.json" "$W/proj/h"; cat "$W/proj/l" "$W/proj/h"; }
neighbours_grep() { grep -r TOPSECRET "$W/proj"; }
delete() { rm -rf "$W/out/victim.txt" "$W/home/.ssh"; }
tee_() { echo EVIL | tee "$W/out/victim.txt" > /dev/null; }
touch_() { touch -d 2001-01-01 "$W/out/victim.txt"; }
mode() { chmod 777 "$W/home/.ssh/id_rsa"; }
unpack() { mkdir -p "$W/proj/k/out"; echo EVIL > "$W/proj/k/out/new.txt"; tar -C "$W/proj/k" -cf "$W/proj/t.tar" out; tar -C "$W" -xf "$W/proj/t.tar"; }
hook() { echo EVIL > "$W/proj/.git/hooks/post-checkout"; }
config() { echo '[core] hooksPath = evil' >> "$W/proj/.git/config"; }
later() { (sleep 0.1; echo EVIL > "$W/out/victim.txt") & wait; }
environment() { tr '\0' '\n' < "/proc/$PPID/environ"; }
heredoc() { cat > "$W/home/.profile" <<X
EVIL
X
}
config_file() { git config --file "$W/home/.gitconfig" core.hooksPath "$W/proj/h"; }
config_include() { git -C "$W/proj" config include.path ../evil; }
hooks_path() { git -C "$W/proj" config core.hooksPath evil; }
sed_in_place() { sed -i s/mine/EVIL/ "$W/home/.bashrc"; }
install_() { install -m 755 "$W/proj/a.txt" "$W/out/victim.txt"; }
dd_() { dd if="$W/proj/a.txt" of="$W/out/victim.txt" 2>/dev/null; }
split_() { split -b 1 "$W/proj/a.txt" "$W/out/split."; }
find_() { find "$W/out" -name victim.txt -delete; }
archive() { tar -C "$W/home" -cf - .ssh | tar -xOf -; }
preload() { echo "$W/proj/evil.so" > "$W/out/ld.so.preload"; }
"$1"
