# A feed as files: manifest.json names the events and when each was changed, and a file each holds their attributes. The place in
# it is the second of the event that was read last; what was changed in that second is read again.

def position: .position;

# The events that are new or were changed, the oldest first. Their names become addresses, so nothing but a UUID is taken for one.
def is_uuid: test("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$");
def second: tostring | if test("^[0-9]{1,12}$") then tonumber else error("An event's timestamp is no number of seconds") end;
def events:
  (.position | tonumber) as $since
  | .answer
  | if type != "object" or length == 0 then error("The answer names no events; look at the address") else . end
  | to_entries
  | map(if (.key | is_uuid) and (.value | type) == "object" and .value.timestamp != null
        then {uuid: .key, second: (.value.timestamp | second)}
        else error("The answer is no manifest of a feed; look at the address") end)
  | map(select(.second >= $since))
  | sort_by(.second, .uuid);

def file: "/\(.[0].uuid).json";
def rest: .[1:];

# What the parts of an attribute's value are; in a value of two parts a bar stands between them.
def kinds:
  {"sha1": ["file_sha1"], "sha256": ["file_sha256"], "filename|sha1": ["name", "file_sha1"], "filename|sha256": ["name", "file_sha256"],
   "ip-src": ["ip"], "ip-dst": ["ip"], "ip-src|port": ["ip", "port"], "ip-dst|port": ["ip", "port"],
   "domain": ["domain"], "hostname": ["domain"], "domain|ip": ["domain", "ip"], "url": ["url"]};

# The attributes of an event that are for detection and name an object, as records, one for each part that may be one; those of its
# MISP objects too. What is deleted comes first, so that what stands elsewhere in the event stays. The last says where to go on.
def is_deleted: .deleted == true or .deleted == 1 or .deleted == "1";
def attributes: (.Attribute // []) + [.Object // [] | .[] | .Attribute // [] | .[]];
def event:
  .events[0] as $asked
  | .answer.Event?
  | if type != "object" or .uuid != $asked.uuid then error("The file isn't the event \($asked.uuid)") else . end
  | {info, threat_level_id} as $about
  | attributes
  | map(select(.to_ids == true and kinds[.type // ""] != null))
  | (map(select(is_deleted)) + map(select(is_deleted | not)))
  | map({type, value, comment, deleted: is_deleted, event: $about} as $attribute
        | kinds[.type][] | select(. != "name" and . != "port") | {attribute: $attribute, kind: .})
    + [{position: ($asked.second | tostring)}];

# The part of a value that is of this kind. A file's name may hold a bar; a hash, an address and a port may not.
def part($kinds; $kind):
  if ($kinds | length) == 1 then .
  elif index("|") == null then error("The value has no bar between its two parts")
  elif $kinds[1] == $kind then split("|") | last
  else split("|") | .[:-1] | join("|") end;

def risk: {"1": "high", "2": "medium", "3": "low"}[.event.threat_level_id // "" | tostring] // "high";

# A part of an attribute as an object; the record that only says where to go on is null.
def read:
  if .attribute == null then null
  else
    .kind as $kind
    | .attribute
    | kinds[.type] as $kinds
    | { type: $kind,
        value: (.value // error("The attribute has no value") | part($kinds; $kind)),
        op: (if .deleted then "remove" else "add" end),
        risk: risk,
        detection: ([.event.info, .comment] | map(select(. != null and . != "")) | .[0]) }
  end;
