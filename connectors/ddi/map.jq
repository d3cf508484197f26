# The appliance's SOAP services. The operations, their parameters and the fields of an entry are client; how an answer nests
# them, and that the operation's answer ends in Response, is assumed.

def each: if type == "array" then .[] elif type == "object" then . else empty end;

# --- Its description (WSDL), the only place where namespace and SOAPActions stand.

def service:
  .definitions as $wsdl
  | { namespace: ($wsdl["@targetNamespace"]?
                  // error("the description of its services names no targetNamespace; look at <address>/api/?WSDL")),
      actions: ([ ($wsdl.binding | each) | (.operation | each)
                  | {key: .["@name"], value: ([.operation | each | .["@soapAction"] | strings] | first // "")}
                  | select(.key != null) ] | from_entries) };

def call($service; $operation; $arguments):
  { namespace: $service.namespace, operation: $operation, action: ($service.actions[$operation] // ""),
    arguments: $arguments };

def answered($operation):
  (.Envelope.Body[$operation + "Response"]?)
  // error("\($operation) was not carried out: " + ((.Envelope.Body.Fault.faultstring? | strings) // "the answer is none of its own"));

# --- Its sandbox's findings: four lists of values, without risk, date or sample.

def feedback: service as $service | call($service; "get_sandbox_feedback_blacklists"; {});

# The lists of an answer as records.
def feed:
  answered("get_sandbox_feedback_blacklists")
  | [ {type: "ip", list: .ip_blacklists, name: "iprange"},
      {type: "url", list: .url_blacklists, name: "url"},
      {type: "domain", list: .domain_blacklists, name: "domain"},
      {type: "file_sha1", list: .sha1_blacklists, name: "sha1"} ]
  | [ .[] | .type as $type | .name as $name
      | (.list | each) | .[$name]
      | (if type == "array" then .[] else . end) | strings | { type: $type, value: . } ];

def position: null;

# Nothing says how bad or for how long: high risk (assumed), and as long as it stays on the list.
def read: { type, value, op: "add", risk: "high" };

# --- Its allow lists. One is written as a whole, so whatever of an answer is not understood is an error, and nothing is written.

def allow_lists:
  [ {type: "ip", list: "ip_whitelists", value: "iprange", set: "set_ip_whitelists", array: "IPWhitelist"},
    {type: "url", list: "url_whitelists", value: "url", set: "set_url_whitelists", array: "URLWhitelist"},
    {type: "domain", list: "domain_whitelists", value: "domain", set: "set_domain_whitelists", array: "DomainWhitelist"},
    {type: "file_sha1", list: "sha1_whitelists", value: "sha1", set: "set_sha1_whitelists", array: "SHA1Whitelist"} ];

# The mark of the hub's entries: what they carry in comments. Others are the appliance's own.
def is_ours: ((.comments | strings) // "") | startswith($mark);

# Case says nothing in a host name or a hash.
def plain($type): if $type == "domain" or $type == "file_sha1" then ascii_downcase else . end;

def entries($list):
  if type != "object" or (has($list.list) | not)
  then error("the answer of get_whitelists lacks \($list.list); nothing was written")
  else .[$list.list] end
  | if type == "string" and test("^[ \\t\\r\\n]*$") then [] elif type == "array" then . else [.] end
  | map(if type == "object" and (.[$list.value] | type) == "string" then .
        else error("an entry of \($list.list) is not understood; nothing was written") end);

# The appliance's own entries as they came, then the hub's exceptions that are not among them.
def merged($list; $exceptions):
  map(select(is_ours | not)) as $own
  | ($own | map({key: (.[$list.value] | plain($list.type)), value: true}) | from_entries) as $known
  | $own + ( $exceptions
             | map(select(.type == $list.type) | .pattern)
             | map(select(plain($list.type) as $value | $known | has($value) | not))
             | map({ ($list.value): (if $list.type == "file_sha1" then ascii_upcase else . end),
                     source_type: "UserAdded", comments: "\($mark) an exception of the hub" }) );

# What two lists are compared by; the appliance may add fields of its own.
def shape($list): map([(.[$list.value] | plain($list.type)), ((.comments | strings) // "")]) | sort;

def hub: { exceptions: .exceptions, service: (.answer | service) };
def allowed: call(.service; "get_whitelists"; {});

# The calls that bring the lists in line; none for a list that is.
def writes:
  .hub as $hub
  | (.answer | answered("get_whitelists")) as $lists
  | [ allow_lists[] as $list
      | ($lists | entries($list)) as $there
      | ($there | merged($list; $hub.exceptions)) as $wanted
      | select(($there | shape($list)) != ($wanted | shape($list)))
      | call($hub.service; $list.set; {($list.array): $wanted}) ];

def written:
  ([.Envelope.Body | objects | keys[] | select(endswith("Response"))] | first)
  // error("an allow list was not written: " + ((.Envelope.Body.Fault.faultstring? | strings) // "the answer is none of its own"));

# After the calls: each list holds exactly what was written.
def compared:
  .writes as $writes
  | (.answer | answered("get_whitelists")) as $lists
  | [ allow_lists[] as $list
      | $writes[] | select(.operation == $list.set)
      | if (.arguments[$list.array] | shape($list)) == ($lists | entries($list) | shape($list)) then empty
        else error("\($list.list) does not hold what was written a moment ago; compare the appliance's allow list with the"
                   + " hub's exceptions, somebody may have changed it meanwhile") end ];

# --- Its lists as files (documented; Priority, and the layout of Last Modified, which stays empty, are assumed).

def words: {ip: "IP address", url: "URL", domain: "Domain", file_sha1: "File"};
def types: words | with_entries({key: .value, value: .key});
def key($entity): types[.Type] as $type | "\($type) \(.[$entity] | plain($type))";
def cell: if .type == "file_sha1" then (.value | ascii_upcase) else .value end;

# What its sandbox found has the source type 1; what is switched off is found no longer.
def deny_report:
  if .["Source Type"] == "1" and .Status != "0" then { type: (types[.Type] // .Type), value: .["Deny List Entity"] }
  else null end;

def deny_row:
  { Status: "1", Priority: "1", "Deny List Entity": cell, "Source Type": "0", Type: words[.type],
    Action: (if .action == "log" then "0" else "1" end) };
def deny_key: key("Deny List Entity");

def allow_row: { Status: "1", "Allow List Entity": cell, "Source Type": "0", Type: words[.type] };
def allow_key: key("Allow List Entity");
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
