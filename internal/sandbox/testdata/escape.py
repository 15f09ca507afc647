# Attempts of Python, one per function. See escape.c.
import os, sys, shutil, socket, sqlite3, subprocess, threading, pathlib
W = os.environ["W"]
out, home, proj = W + "/out/", W + "/home/", W + "/proj/"
def write():
    open(out + "victim.txt", "w").write("EVIL")
def append():
    with open(home + ".bashrc", "a") as f: f.write("EVIL")
def secret():
    print(open(home + ".ssh/id_rsa").read())
def secret_copy():
    shutil.copy(home + ".ssh/id_rsa", proj + "k"); print(open(proj + "k").read())
def tree():
    shutil.copytree(home + ".ssh", proj + "ssh"); print(open(proj + "ssh/id_rsa").read())
def client():
    print(pathlib.Path(home + ".cursor/mcp.json").read_text())
def client_atomic():
    pathlib.Path(proj + "n").write_text("{}"); os.replace(proj + "n", home + ".cursor/mcp.json")
def database():
    c = sqlite3.connect(out + "evil.db"); c.execute("create table t (x)"); c.commit()
def child():
    subprocess.run(["sh", "-c", "echo EVIL > " + out + "victim.txt"])
def thread():
    t = threading.Thread(target=lambda: open(out + "victim.txt", "w").write("EVIL")); t.start(); t.join()
def forked():
    if os.fork() == 0:
        open(out + "victim.txt", "w").write("EVIL"); os._exit(0)
    os.wait()
def docker():
    s = socket.socket(socket.AF_UNIX); s.connect(out + "docker.sock"); s.send(b"GET")
def move():
    shutil.move(out + "victim.txt", proj)
def relative():
    os.chdir(proj); open("../out/victim.txt", "w").write("EVIL")
def folder_descriptor():
    d = os.open(out, os.O_RDONLY); open(os.open("victim.txt", os.O_WRONLY, dir_fd=d), "w").write("EVIL")
def remove():
    shutil.rmtree(out)
def mapped():
    import mmap
    f = open(out + "victim.txt", "r+b"); m = mmap.mmap(f.fileno(), 4); m[0:4] = b"EVIL"
def zipped():
    import zipfile
    with zipfile.ZipFile(proj + "z.zip", "w") as z: z.writestr("new.txt", "EVIL")
    zipfile.ZipFile(proj + "z.zip").extractall(out)
def temporary():
    import tempfile
    open(tempfile.mkstemp(dir=out)[1], "w").write("EVIL")
def listener():
    s = socket.socket(socket.AF_UNIX); s.bind(out + "sock"); s.listen()
def datagrams():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(out + "dgram")
def walk():
    for folder, _, names in os.walk(home):
        for n in names:
            try: print(open(os.path.join(folder, n)).read())
            except OSError: pass
def kill():
    os.kill(int(os.environ["VICTIM"]), 9)
def parent(name):
    if open("/proc/%d/task/%d/%s" % (os.getppid(), os.getppid(), name), "rb").read():
        print("TOPSECRET")
def parent_addresses():
    parent("auxv")
def parent_mappings():
    parent("smaps")
globals()[sys.argv[1]]()
