# The manager's global block rules. One rule is one SHA-256, whatever hashes the objects behind it came by.

# A batch of entries as the body of one POST. The description marks the rule as ours.
def write:
  { applicationControlGlobalRules:
      map({ sha256: (.key | ascii_upcase), description: "\($mark) \(.type) \(.value)" }) };

def ours: (.description // "") | startswith($mark);

# A rule when all of them are read back; all it can do is block.
def actual: { key: .sha256, type: "file_sha256", remote_id: (if ours then .ID else null end), ours: ours };

# Rules as the manager answers them; the number of a rule that isn't ours is not kept, so it can't be deleted.
def rules:
  [ .applicationControlGlobalRules[]?
    | { key: (.sha256 | ascii_downcase),
        remote_id: (if ours then .ID else null end) } ];

# How its list of suspicious objects is wired, of all its settings; the key there is none of ours to show.
def about:
  def setting($name): .["platformSettingConnectedThreatDefenseControlManager" + $name].value // "";
  setting("SourceOption") as $from | setting("ManualSourceServerUrl") as $url
  | { notes: [
        "Connected Threat Defense, source of the list: "
          + (if $from == "" and $url == "" then "none is set" else [$from, $url] | map(select(. != "")) | join(", ") end),
        "Connected Threat Defense, files are compared with the list: "
          + (if setting("SuspiciousObjectListComparisonEnabled") == "true" then "yes" else "no" end) ] };
