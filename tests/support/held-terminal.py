"""Runs a program whose stdout and stderr nobody reads: a terminal that is held, or a pipe that is full.

held-terminal.py terminal|pipe WORD...   The words are the program. Its exit code goes to stdout, as «ended CODE».
A line «release» on stdin lets go: what the program wrote is read from then on and goes to stdout at once.
A line «end» sends SIGTERM.
"""
import os
import pty
import select
import signal
import subprocess
import sys

how, words = sys.argv[1], sys.argv[2:]
reader, writer = pty.openpty() if how == "terminal" else os.pipe()
child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=writer, stderr=writer)
os.close(writer)
if how == "terminal":
    os.write(reader, b"\x13")  # Ctrl+S
released = False


def pass_on(part):
    sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


while child.poll() is None:
    ready, _, _ = select.select([sys.stdin] + ([reader] if released else []), [], [], 0.05)
    if sys.stdin in ready:
        line = sys.stdin.readline().strip()
        if line == "release":
            if how == "terminal":
                os.write(reader, b"\x11")  # Ctrl+Q
            released = True
        elif line == "end":
            child.send_signal(signal.SIGTERM)
        elif line == "":
            child.kill()
    if reader in ready:
        try:
            pass_on(os.read(reader, 65536))
        except OSError:
            released = False
os.set_blocking(reader, False)
try:
    while part := os.read(reader, 65536):
        pass_on(part)
except OSError:
    pass
pass_on(f"ended {child.returncode}\n".encode())
