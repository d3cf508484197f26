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

# An event that the appliance sends by syslog. Which key holds the object tells its type (assumed): the text in cs1 or type
# was seen for files only. A date that is missing is the type's default; one that can't be read is refused by the hub.
def change:
  .keys as $keys
  | [ {type: "file_sha1", value: $keys.fileHash}, {type: "url", value: ($keys.request // $keys.url)},
      {type: "ip", value: $keys.dst}, {type: "domain", value: $keys.dhost} ]
  | map(select((.value // "") != ""))
  | if length == 1 then .[0] else error("\(length) of fileHash, request or url, dst and dhost are filled in; expected one") end
  | . + { op: ({"add": "add", "remove": "remove"}[$keys.act // "" | ascii_downcase]
               // error("act \($keys.act // "is missing") is not known; expected Add or Remove")),
          risk: ({"high": "high", "medium": "medium", "low": "low"}[($keys.deviceExternalRiskType // $keys.cs2 // "high") | ascii_downcase]
                 // error("the risk is not known; expected High, Medium or Low")) };

def event:
  if .id == "200120" or .name == "DENYLIST_CHANGE" or .name == "BLACKLIST_CHANGE" then
    change + { seen_at: (.times.rt // .times.devTime), expires_at: .times.end }
  else null end;
