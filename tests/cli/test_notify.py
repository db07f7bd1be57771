"""`checker notify` with the real library, to a server on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


@pytest.fixture
def hook():
    """Return the port of a server and what it is sent."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, received
        server.shutdown()


@pytest.fixture
def audits(tmp_path, run, make_repository):
    """Write two reports between which a repository lost its README."""
    made = make_repository(files={"README.md": "# A\n"})
    (tmp_path / "checker.yml").write_text(
        "organization: acme\ntargets: [made]\npolicy: [small.yml]\n"
        "teams: [{team: payments, repositories: ['*']}]\n"
        "notifications: [{to: PAYMENTS, team: payments}]\n"
    )
    run("audit", "-q", "-o", "json=a.json")
    made.git("rm", "--quiet", "README.md")
    made.git("commit", "--quiet", "-m", "x")
    run("audit", "-q", "-o", "json=b.json")


def test_a_digest_arrives_once(run, audits, hook):
    port, received = hook
    done = run("notify", "a.json", "b.json", PAYMENTS=f"json://127.0.0.1:{port}/token")
    assert done.returncode == 0, done.stderr
    assert received[0]["title"].startswith("payments: score 100.0 to 0.0")
    assert "small/readme" in received[0]["message"]
    again = run("notify", "a.json", "b.json", PAYMENTS=f"json://127.0.0.1:{port}/token")
    assert "token" not in done.stderr + again.stderr
    lost = received[0]["title"].endswith("lost")
    assert len(received) == (2 if lost else 1)


def test_a_dry_run_prints_and_sends_nothing(run, audits, hook):
    port, received = hook
    done = run("notify", "a.json", "b.json", "--dry-run", PAYMENTS=f"json://127.0.0.1:{port}/")
    assert done.stdout.startswith("to PAYMENTS: payments: score")
    assert received == []


def test_what_cannot_be_sent_is_said(run, audits):
    done = run("notify", "a.json", "b.json", PAYMENTS="json://127.0.0.1:1/secret")
    assert done.returncode == 3
    assert "FAILED: payments" in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize(("address", "said"), [("", "PAYMENTS is not set"), ("nonsense", "cannot be read")])
def test_nonsense(run, audits, address, said):
    done = run("notify", "a.json", "b.json", PAYMENTS=address)
    assert done.returncode in (2, 3)
    assert said in done.stderr
