package sallyport_test

import rego.v1

import data.sallyport

request := {
	"subject": {"type": "agent", "id": "main", "principal": "ann", "session": "s1"},
	"action": {"name": "read"},
	"resource": {"type": "path", "id": "/ws/notes.txt", "access": "read"},
	"context": {
		"ingress": "cli",
		"tier": "A",
		"taint": {"untrusted": false, "sensitive": false, "sources": []},
		"arguments": {"path": "notes.txt"},
		"generation": 1,
	},
}

settings := {"hosts": ["example.com"], "guarded": ["/etc/"]}

effect(parts) := sallyport.decision.effect with input as object.union(request, parts) with data.settings as settings

test_looks if effect({}) == "allow"

test_guards if effect({"resource": {"id": "/etc/passwd"}}) == "deny"

test_guards_the_directory_itself if effect({"resource": {"id": "/etc"}}) == "deny"

test_reaches_listed_hosts if {
	effect({"resource": {"type": "url", "id": "https://example.com/a", "access": "connect"}}) == "allow"
}

test_reaches_no_others if {
	effect({"resource": {"type": "url", "id": "https://example.com.evil.example/", "access": "connect"}}) == "deny"
}

test_strangers_change_nothing if {
	effect({"resource": {"access": "write"}, "context": {"tier": "C"}}) == "deny"
}

test_asks_before_sensitive_words_leave if {
	effect({
		"resource": {"type": "message", "id": "webchat", "access": "send"},
		"context": {"taint": {"sensitive": true}},
	}) == "ask"
}

test_denies_what_no_rule_allows if {
	effect({"resource": {"type": "tool", "id": "x", "access": "connect"}}) == "deny"
}
