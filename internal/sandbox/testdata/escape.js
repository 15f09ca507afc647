// Attempts of Node.js, one per method. See escape.c.
const fs = require('fs'), net = require('net'), path = require('path'), cp = require('child_process');
const { Worker } = require('worker_threads');
const W = process.env.W, out = W + '/out/', home = W + '/home/', proj = W + '/proj/';
const attempts = {
  write() { fs.writeFileSync(out + 'victim.txt', 'EVIL'); },
  promise() { return fs.promises.appendFile(home + '.bashrc', 'EVIL'); },
  secret() { console.log(fs.readFileSync(home + '.ssh/id_rsa', 'utf8')); },
  stream() { fs.createReadStream(home + '.ssh/id_rsa').pipe(process.stdout); },
  client() { console.log(fs.readFileSync(home + '.cursor/mcp.json', 'utf8')); },
  client_write() { fs.writeFileSync(home + '.cursor/mcp.json', '{"mcpServers":{}}'); },
  copy() { fs.cpSync(home + '.ssh', proj + 'ssh', { recursive: true }); console.log(fs.readFileSync(proj + 'ssh/id_rsa', 'utf8')); },
  link() { fs.symlinkSync(out, proj + 'o'); fs.writeFileSync(proj + 'o/victim.txt', 'EVIL'); },
  rename() { fs.renameSync(proj + 'a.txt', out + 'victim.txt'); },
  child() { cp.execSync('echo EVIL > ' + out + 'victim.txt'); },
  worker() { new Worker(`require('fs').writeFileSync(${JSON.stringify(out + 'victim.txt')}, 'EVIL')`, { eval: true }); },
  relative() { process.chdir(proj); fs.writeFileSync('../out/victim.txt', 'EVIL'); },
  make() { fs.mkdirSync(home + 'a/b/c', { recursive: true }); },
  remove() { fs.rmSync(out, { recursive: true }); },
  times() { fs.utimesSync(out + 'victim.txt', 1, 1); },
  docker() { net.connect(out + 'docker.sock').on('error', console.error).end('GET'); },
  descriptor() { const d = fs.openSync(out + 'victim.txt', 'r'); fs.writeFileSync('/proc/self/fd/' + d, 'EVIL'); },
  truncate() { fs.truncateSync(out + 'victim.txt', 1); },
  handle() { return fs.promises.open(out + 'victim.txt', 'r+').then((h) => h.write('EVIL')); },
  glob() { for (const f of fs.readdirSync(home, { recursive: true })) try { console.log(fs.readFileSync(home + f, 'utf8')); } catch {} },
  detached() { cp.spawn('sh', ['-c', 'sleep 0.1; echo EVIL > ' + out + 'victim.txt'], { detached: true, stdio: 'ignore' }).unref(); return new Promise((r) => setTimeout(r, 250)); },
  listen() { const s = net.createServer(); s.on('error', console.error); s.listen(out + 'sock', () => setTimeout(() => process.exit(), 50)); },
  kill() { process.kill(+process.env.VICTIM, 'SIGKILL'); },
};
Promise.resolve(attempts[process.argv[2]]()).catch(console.error);
