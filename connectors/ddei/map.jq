# The records of its own sandbox. Elements as a stand-alone sandbox lists them (assumed), see README.

# Up to where the list was taken.
def position: .ID;

# A REPORT of get_black_lists as an object.
def read:
  { type: ({"0": "ip", "1": "url", "2": "file_sha1", "3": "domain"}[.Type // ""]
           // error("Type \(.Type // "is missing") names no kind of object; expected 0 (IP), 1 (URL), 2 (SHA-1) or 3 (domain)")),
    value: (.Data // error("Data is missing, so there is no object")),
    op: (if .Action == "2" then "remove" else "add" end),
    risk: ({"1": "low", "2": "medium", "3": "high"}[.RiskLevel // "3"]
           // error("RiskLevel \(.RiskLevel) is not known; expected 1, 2 or 3")),
    expires_at: (if (.ExpireTime // "") == "" then null
                 else (.ExpireTime | tonumber) | if . == 0 or . >= 2147483647 then "never" else . end
                 end),
    detection: .ViolatedDTASPolicy,
    source_sha1: .SourceFileSHA1,
    root_sha1: .RootFileSHA1 };

# The hub's exceptions as an uploaded list (assumed): numbered, in the records of the object list.
def exceptions:
  to_entries
  | map({ ID: (.key + 1), Action: 1,
          Type: ({ip: 0, url: 1, file_sha1: 2, domain: 3}[.value.type]),
          Data: (if .value.type == "file_sha1" then (.value.pattern | ascii_upcase) else .value.pattern end) });

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
