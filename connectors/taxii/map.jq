# Indicators of STIX 2, as TAXII servers hand them out. The place in a collection is "<date>", or "<date> <page>" in the midst of
# pages: the server's word for the next page (2.1), or how many objects were read (2.0). The date "0" is the beginning.

def position: .position;

def date: split(" ")[0] | if . == "0" then "1970-01-01T00:00:00Z" else . end;
def page_of: split(" ")[1:] | join(" ");

# What is asked for at a place, for servers of 2.1 and of 2.0.
def query:
  "limit=1000&added_after=" + (date | @uri) + (page_of as $page | if $page == "" then "" else "&next=" + ($page | @uri) end);
def count: page_of | if test("^[0-9]{1,9}$") then tonumber else 0 end;
def range:
  count as $from | "items \($from)-\($from + 999)";

# Where the reading goes on. At the end dates are cut to the second, so that what was added in the same second is seen;
# what comes twice changes nothing.
def go_on($last; $here): if $last == "" then ($here | split(" ")[0]) else $last[0:19] + "Z" end;
def after_21($last; $here):
  if .more != true then go_on($last; $here)
  elif (.next // "") != "" then "\($here | split(" ")[0]) \(.next)"
  elif $last == "" then $here
  else $last end;
def after_20($last; $range; $here):
  (($here | count) + ((.objects // []) | length)) as $read
  | ($range | split("/")[1] // "") as $total
  | if (if ($total | test("^[0-9]+$")) then $read < ($total | tonumber) else ((.objects // []) | length) >= 1000 end)
    then "\($here | split(" ")[0]) \($read)"
    else go_on($last; $here) end;

# An answer as records. Only the last one says where to go on, so that half a page is read again.
def page:
  (.asked | split("|")) as $asked
  | ($asked[2:] | join("|")) as $here
  | .answer
  | (if .type == "bundle" then after_20($asked[0]; $asked[1]; $here) else after_21($asked[0]; $here) end) as $position
  | ((.objects // []) | map({object: .})) + [{position: $position}];

# Which of the hub's types a pattern's path means.
def type_of:
  {"ipv4-addr:value": "ip", "ipv6-addr:value": "ip", "domain-name:value": "domain", "url:value": "url",
   "file:hashes.SHA-1": "file_sha1", "file:hashes.SHA1": "file_sha1",
   "file:hashes.SHA-256": "file_sha256", "file:hashes.SHA256": "file_sha256"}[gsub("'"; "")]
  // error("The pattern compares \(.), which is no kind of object here");

# A pattern that is one comparison with =, as type and value.
def comparison:
  [capture("^\\s*\\[\\s*(?<path>[a-z0-9-]+:[A-Za-z0-9_.'-]+)\\s*={1,2}\\s*'(?<value>(?:[^'\\\\]|\\\\['\\\\])*)'\\s*\\]\\s*$")]
  | if length == 0 then error("The pattern is more than one comparison with =, or none; only one can be taken for an object") else .[0] end
  | { type: (.path | type_of), value: (.value | gsub("\\\\(?<c>.)"; .c)) };

# Some say the risk in a label; else confidence does, by the scale of STIX (documented).
def risk:
  ((.labels // []) | map(ascii_downcase)) as $labels
  | if ($labels | any(test("(^|[^a-z])high$"))) then "high"
    elif ($labels | any(test("(^|[^a-z])medium$"))) then "medium"
    elif ($labels | any(test("(^|[^a-z])low$"))) then "low"
    elif (.confidence // 100) >= 70 then "high"
    elif .confidence >= 30 then "medium"
    else "low" end;

# An indicator as an object; null for other kinds of STIX objects, which name none.
def read:
  .object
  | if (.type? // "") != "indicator" then null
    elif (.pattern_type // "stix") != "stix" then error("The pattern is written in \(.pattern_type), which is not read here")
    elif ((.indicator_types // []) + (.labels // []) | any(. == "benign")) then error("The indicator names what is harmless")
    else
      . as $indicator
      | ((.pattern // error("The indicator has no pattern")) | comparison)
      | . + { op: (if $indicator.revoked == true then "remove" else "add" end),
              risk: ($indicator | risk),
              expires_at: $indicator.valid_until,
              detection: (if $indicator.name != .value then $indicator.name // $indicator.description else $indicator.description end) }
    end;
