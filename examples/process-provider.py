"""Asks before an agent reaches a host for the first time. Each line in is a JSON-RPC call, each line out its answer."""
import json
import sys
from urllib.parse import urlsplit

reached = {"example.com"}


def host_of(resource):
    return urlsplit(resource["id"]).hostname if resource["type"] == "url" else None


def decide(request):
    """One opinion on one request. It is met with all others, so it can only narrow."""
    host = host_of(request["resource"])
    if host is None or host in reached:
        return {"effect": "allow", "reasons": []}
    return {"effect": "ask", "reasons": [{"rule": "first-contact", "message": f"{host} was never reached before"}]}


def report(record):
    """Every record, in order, once it is durable."""
    if record["kind"] == "decision" and record["body"].get("effect") == "allow":
        reached.add(host_of(record["body"]["request"]["resource"]))


def respond(finding):
    """What to do about a finding; naming an incident opens one."""
    if finding["severity"] != "critical":
        return {}
    return {"incident": {"title": finding["message"], "severity": "critical"}}


health = lambda _: {"seam": 1, "available": True}
for line in sys.stdin:
    call = json.loads(line)
    answer = {"health": health, "decide": decide, "report": report, "respond": respond}[call["method"]](call["params"])
    print(json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": answer}), flush=True)
