# SPDX-License-Identifier: GPL-2.0-or-later
"""scripts/batch over two machines: two sshd of this one, with keys and settings of their own."""
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import time

import pytest

import batches
from batches import run
from wireshark_programs import PROJECT

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
IS_HERE = os.path.exists(SSHD) and all(map(shutil.which, ("ssh", "rsync", "parallel")))
pytestmark = pytest.mark.skipif(not IS_HERE, reason="openssh-server, rsync or parallel is not installed")
USER = pwd.getpwuid(os.geteuid()).pw_name
CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/key.pub
PidFile {folder}/pid-{port}
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
MaxStartups 100
Subsystem sftp internal-sftp
ForceCommand HOME={folder}/home-{port} LC_ALL=C.UTF-8 sh -c "cd; $SSH_ORIGINAL_COMMAND"
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port):
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < end, "sshd does not listen"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def hosts(wireshark):
    """A file for --sshloginfile, and the folder that has the homes."""
    folder = pathlib.Path(wireshark.new_folder())
    folder.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(folder, 0, 0)
        os.makedirs("/run/sshd", exist_ok=True)
    for name in ("host_key", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    ports = [free_port(), free_port()]
    servers = []
    for port in ports:
        (folder / f"home-{port}").mkdir()
        config = folder / f"config-{port}"
        config.write_text(CONFIG.format(port=port, folder=folder))
        servers.append(subprocess.Popen([SSHD, "-D", "-f", config], stderr=subprocess.DEVNULL))
        wait_for(port)
    logins = folder / "logins"
    ssh = (f"ssh -i {folder}/key -o StrictHostKeyChecking=no -o UserKnownHostsFile={folder}/known -o LogLevel=ERROR "
           f"-o ControlMaster=auto -o ControlPath={folder}/c-%p -o ControlPersist=20")
    logins.write_text("".join(f"{ssh} -p {port} {USER}@127.0.0.1\n" for port in ports))
    yield logins, folder, ports
    for server in servers:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def remote_command(wireshark, hosts):
    """As sipcodes-report there. Each use leaves a word in the home of its machine."""
    _, folder, _ = hosts
    program = folder / "remote-report"
    environment = batches.environment(wireshark)
    wanted = ("WIRESHARK_PLUGIN_DIR", "SIPCODES_TSHARK_HOME", "WIRESHARK_DATA_DIR", "TSHARK")
    words = " ".join(f"{name}='{environment[name]}'" for name in wanted if name in environment)
    program.write_text(f"#!/bin/sh\necho used >>\"$HOME/used\"\nshift\nexec env {words} {' '.join(batches.worker())} \"$@\"\n")
    program.chmod(0o755)
    return program


def uses(folder, ports):
    found = []
    for port in ports:
        words = folder / f"home-{port}" / "used"
        found.append(len(words.read_text().splitlines()) if words.exists() else 0)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("shared", [[], ["--shared"]], ids=["copied", "shared"])
def test_over_two_hosts_the_same_bytes(wireshark, hosts, remote_command, shared):
    logins, folder, ports = hosts
    pieces = batches.split(wireshark, PROJECT / "pcaps/call-failures.pcapng", 30)
    captures = [*(PROJECT / "pcaps" / f"{name}.pcapng" for name in ("cancelled", "transfer", "rtp-call-short", "reasons")), pieces]
    here = run(wireshark, "--json", *captures).stdout
    before = uses(folder, ports)
    there = run(wireshark, "--json", "--sshloginfile", logins, "--remote-command", remote_command, *shared, *captures)
    assert there.stdout == here
    used = [after - earlier for after, earlier in zip(uses(folder, ports), before)]
    assert all(count > 0 for count in used) and sum(used) >= 4 + len(list(pieces.iterdir()))
    left = [path for port in ports for name in ("jobs", "done") for path in (folder / f"home-{port}").rglob(name)]
    assert not left, "captures or results are left on the other machine"


@pytest.mark.slow
def test_a_host_that_is_not_there(wireshark):
    """What was not done is told."""
    logins = wireshark.new_folder() / "nowhere"
    logins.write_text(f"ssh -o ConnectTimeout=2 -o BatchMode=yes -p {free_port()} {USER}@127.0.0.1\n")
    done = run(wireshark, "--sshloginfile", logins, PROJECT / "pcaps/cancelled.pcapng", status=1)
    assert "Could not be read: 1 capture" in done.stdout
