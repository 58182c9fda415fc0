# METADATA
# title: Decisions for Sallyport
# description: >-
#   A policy to start from. Sallyport asks for data.sallyport.decision with its request as input: subject, action,
#   resource and context. What nothing here allows is denied; a denial beats a question, and a question beats leave.
package sallyport

import rego.v1

# The answer: an effect, and reasons that are shown and recorded.
default decision := {
	"effect": "deny",
	"reasons": [{"rule": "opa.default", "message": "no rule of the policy allows this"}],
}

decision := {"effect": "deny", "reasons": denials} if {
	count(denials) > 0
} else := {"effect": "ask", "reasons": questions} if {
	count(questions) > 0
} else := {"effect": "allow", "reasons": grants} if {
	count(grants) > 0
}

# Hosts that agents may reach, and what is never touched, are data: see data.json.
hosts := data.settings.hosts

guarded := data.settings.guarded

grants contains {"rule": "opa.look", "message": "looking changes nothing"} if {
	input.resource.access == "read"
}

grants contains {"rule": "opa.work", "message": "the operator's own turns may work"} if {
	input.context.tier == "A"
	input.resource.access in {"write", "execute", "use", "send"}
}

grants contains {"rule": "opa.host", "message": sprintf("%s may be reached", [host])} if {
	input.resource.type == "url"
	host := host_of(input.resource.id)
	host in hosts
}

questions contains {"rule": "opa.send", "message": "whoever is written to cannot unread it"} if {
	input.resource.access == "send"
	input.context.taint.sensitive
}

denials contains {"rule": "opa.guarded", "message": sprintf("%s is not for agents", [input.resource.id])} if {
	input.resource.type == "path"
	some prefix in guarded
	startswith(concat("", [input.resource.id, "/"]), prefix)
}

denials contains {"rule": "opa.public", "message": "strangers change nothing"} if {
	input.context.tier == "C"
	input.resource.access in {"write", "execute", "send"}
}

# Sallyport writes addresses in their canonical form: https://host[:port]/…, without a user's name.
host_of(url) := host if {
	parts := regex.find_all_string_submatch_n(`^https?://([^/:?#]+)`, url, 1)
	host := parts[0][1]
}
