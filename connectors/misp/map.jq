# Attributes as MISP's search hands them out. The place in the list is "<second>": what was published from that second on is to
# be read; or "<second> <page> <next second> <first id of the page before>" in the midst of its pages. The second "0" is the
# beginning.

def position: .position;

# What the parts of an attribute's value are; in a value of two parts a bar stands between them.
def kinds:
  {"sha1": ["file_sha1"], "sha256": ["file_sha256"], "filename|sha1": ["name", "file_sha1"], "filename|sha256": ["name", "file_sha256"],
   "ip-src": ["ip"], "ip-dst": ["ip"], "ip-src|port": ["ip", "port"], "ip-dst|port": ["ip", "port"],
   "domain": ["domain"], "hostname": ["domain"], "domain|ip": ["domain", "ip"], "url": ["url"]};

def since: split(" ")[0];
def page_of: split(" ")[1] // "1" | tonumber;
def next_since: split(" ")[2] // since;

# What is asked for at a place. What was published within the last minute waits, so that none comes later into a second that was
# read. From the beginning on only what stands is asked for: a value that was deleted in one event may stand in another.
def search:
  { returnFormat: "json", to_ids: true, published: true, publish_timestamp: [since, "1m"], type: (kinds | keys),
    includeContext: true, order: "Attribute.id asc", limit: 1000, page: page_of }
  + (if since == "0" then {} else {deleted: [0, 1]} end);

def attributes:
  .response
  | if . == [] then [] elif type == "object" and (.Attribute | type) == "array" then .Attribute
    else error("The answer is no list of attributes; look at the address") end;

# Where the reading goes on: at the next page until one has nothing that was asked for, then behind the newest second that was
# read. A server that gives the same page again doesn't page, and gave all.
def published: .Event.publish_timestamp? // "" | tostring | if test("^[0-9]{1,12}$") then tonumber else 0 end;
def first_id: .[0].id // "" | tostring | if test("^[0-9]+$") then . else "none" end;
def go_on($here):
  ($here | since | tonumber) as $since
  | ([($here | next_since | tonumber), (map(published + 1) | max // 0)] | max) as $next
  | if any(.[]; published >= $since) and first_id != ($here | split(" ")[3])
    then "\($since) \(($here | page_of) + 1) \($next) \(first_id)"
    else "\($next)" end;

# An attribute as records, one for each of its parts that may be an object.
def is_deleted: .deleted == true or .deleted == 1 or .deleted == "1";
def records:
  . as $attribute
  | (kinds[.type // ""] // ["none"])
  | [ .[] | select(. != "name" and . != "port") | {attribute: $attribute, kind: .} ];

# An answer as records. What is deleted comes first, so that what stands in another event as well stays; only the last record says
# where to go on, so that half a page is read again.
def page:
  .position as $here
  | (.answer | attributes)
  | go_on($here) as $position
  | (map(select(is_deleted)) + map(select(is_deleted | not)) | map(records) | add // [])
    + [{position: $position}];

# The part of a value that is of this kind. A file's name may hold a bar; a hash, an address and a port may not.
def part($kinds; $kind):
  if ($kinds | length) == 1 then .
  elif index("|") == null then error("The value has no bar between its two parts")
  elif $kinds[1] == $kind then split("|") | last
  else split("|") | .[:-1] | join("|") end;

def risk: {"1": "high", "2": "medium", "3": "low"}[.Event.threat_level_id? // "" | tostring] // "high";

# A part of an attribute as an object; the record that only says where to go on is null.
def read:
  if .attribute == null then null
  else
    .kind as $kind
    | .attribute
    | (kinds[.type // ""]) as $kinds
    | if $kinds == null then error("An attribute of type \(.type) names no object; give its SHA-1, SHA-256, address, domain or URL") else . end
    | if .to_ids == false then error("The attribute isn't for detection (to_ids is false)") else . end
    | { type: $kind,
        value: (.value // error("The attribute has no value") | part($kinds; $kind)),
        op: (if is_deleted then "remove" else "add" end),
        risk: risk,
        detection: ([.Event.info?, .comment] | map(select(. != null and . != "")) | .[0]) }
  end;
