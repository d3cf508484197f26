# User-defined objects of the Automation API. What bears our mark in its notes is ours; all else is left alone.

def ours: (.notes // "") | startswith($mark);
def canonical: if (.type | startswith("file")) then (.content | ascii_downcase) else .content end;
def fault: "the manager says \(.Meta.ErrorCode // .result_code // "?"): \(.Meta.ErrorMsg // .result_description // "")";

# Why it can't take an object at all, or null.
def refusal:
  if .type == "ip" and (.value | contains(":")) then "it takes IPv4 addresses only"
  elif .type == "url" and (.value | length) > 2047 then "it takes URLs of 2047 characters at most"
  else null end;
def refused: map({ key, outcome: "refused", reason: refusal });

# The query that finds an object, encoded, since the token covers it as it is sent.
def find: .[0] | "type=\(.type)&contentFilter=\(.value | @uri)";
def name: .[0] | "type=\(.type)&content=\(.value | @uri)";

# The object as the body of one PUT.
def write:
  .[0] | { param: { type, content: (if .type == "file_sha1" then (.value | ascii_upcase) else .value end),
                    notes: $mark, scan_action: .action } };

# The objects of a list, with the mark of those that are ours.
def held:
  if .Meta.Result == 1 then [ .Data[]? | { key: canonical, remote_id: (if ours then $mark else null end) } ]
  else error(fault) end;

# All objects as they are, and one of them when the list is read back. A file that was added as a file is its SHA-1.
def listed: if .Meta.Result == 1 and (.Data | type) == "array" then .Data else error(fault) end;
def actual:
  { key: canonical, type: (if .type == "file" then "file_sha1" else .type end), action: .scan_action,
    remote_id: (if ours then $mark else null end), ours: ours };

# Whether somebody else entered what is to be put, given the item and what the list held of it.
def theirs: .items[0].key as $key | any(.answer[]; .key == $key and .remote_id == null);
def present: map({ key, outcome: "delivered" });

# What became of a PUT. The answer doesn't name the object, and only one was sent.
def put:
  .items[0].key as $key
  | .answer | if .Meta.Result == 1 then [ { key: $key, outcome: "delivered", remote_id: $mark } ] else error(fault) end;

# A removal of what is gone already is done (8 assumed; -1 and -2 by one client).
def removed:
  .Meta.ErrorCode as $code
  | if .Meta.Result == 1 or any(8, -1, -2; . == $code) then [] else error(fault) end;

# What its managed products met, as it forwards it (CEF). Keys go by their labels where they have one: the numbers move.
def scan:
  (. // "") | ascii_downcase
  | if . == "" then null
    elif test("real.?time") then "real_time"
    elif test("scan ?now") then "scan_now"
    elif test("schedule") then "scheduled"
    elif test("manual") then "manual"
    else . end;
def met:
  if (.id | startswith("FH:")) then { type: "file_sha1", value: .keys.fileHash }
  elif .keys.request != null then { type: "url", value: .keys.request }
  else { type: "ip", value: (.keys.dst // .keys.c6a3) } end;
def detection:
  if ((.id // "") | test("^(FH|NCIE|WB):")) then
    (.id | startswith("FH:")) as $file
    | met + {
      at: .times.rt,
      action: ((.keys.act // (.id | split(":")[1])) | ascii_downcase),
      scan: (.labelled.SLF_ScanType | scan),
      endpoint: (.keys.dhost // .keys.shost),
      user: (.keys.suser // .keys.duser),
      path: (.labelled.SLF_FileSource // .keys.filePath),
      address: (if $file then (.keys.dst // .keys.c6a3) else .keys.src end),
      rule: .name,
      detail: ({ event: .id, log: .keys.deviceExternalId, product: .keys.deviceFacility,
                 version: .labelled.SLF_ProductVersion, fileType: .labelled.SLF_TrueFileType,
                 source: .labelled.SLF_SourceType } | with_entries(select(.value != null))) }
  else null end;

# The same of what it sends by syslog.
def event: detection | if . == null then null else { met: . } end;
