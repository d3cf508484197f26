# The appliance's own findings: four lists of values, without risk, date or sample.

# The lists of an answer as records.
def feed:
  (.Envelope.Body.get_sandbox_feedback_blacklistsResponse
   // error("the answer holds no lists\(.Envelope.Body.Fault.faultstring // "" | if . == "" then "" else ": \(.)" end)"))
  | [ {type: "ip", list: .ip_blacklists, name: "iprange"},
      {type: "url", list: .url_blacklists, name: "url"},
      {type: "domain", list: .domain_blacklists, name: "domain"},
      {type: "file_sha1", list: .sha1_blacklists, name: "sha1"} ]
  | [ .[] | .type as $type | .name as $name
      | (.list | if type == "array" then .[] else . end) | objects | .[$name]
      | (if type == "array" then .[] else . end) | strings | { type: $type, value: . } ];

def position: null;

# Nothing says how bad or for how long: high risk (assumed), and as long as it stays on the list.
def read: { type, value, op: "add", risk: "high" };
