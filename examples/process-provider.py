"""Asks before an agent reaches a host it has not reached before, as the records tell. A JSON-RPC message is a line."""
import json
import sys
from urllib.parse import urlsplit

reached = {"example.com"}


def health(_):
    return {"seam": 1, "available": True}


def decide(request):
    """One opinion on one request. It is met with all others, so it can only narrow."""
    host = urlsplit(request["resource"]["id"]).hostname if request["resource"]["type"] == "url" else None
    if host is None or host in reached:
        return {"effect": "allow", "reasons": []}
    return {"effect": "ask", "reasons": [{"rule": "first-contact", "message": f"{host} was never reached before"}]}


def report(record):
    """Every record, in order, once it is durable."""
    if record["kind"] == "outcome":
        reached.update(record["body"].get("reached", []))


def respond(finding):
    """What to do about a finding; naming an incident opens one."""
    if finding["severity"] != "critical":
        return {}
    return {"incident": {"title": finding["message"], "severity": "critical"}}


for line in sys.stdin:
    call = json.loads(line)
    answer = {"health": health, "decide": decide, "report": report, "respond": respond}[call["method"]](call["params"])
    print(json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": answer}), flush=True)
