# A finding as an object. It lists no positions: the whole list is read each time.
def position: null;
def read:
  { type: .kind, value: .indicator,
    risk: (if .score >= 70 then "high" elif .score >= 40 then "medium" else "low" end),
    expires_at: .until, detection: .reason };

# A batch of entries as the body of a call.
def write: { entries: map({ kind: .type, indicator: .value, policy: .action }) };

# What it says of each entry that it did not take; nothing said means taken.
def outcomes: [ .rejected[]? | { key: .indicator, outcome: "refused", reason: .why } ];

# What it holds, and one entry of it when all are read back; "by" says who made it.
def actual: { key: .indicator, type: .kind, action: .policy, ours: (.by == "api") };
def held: [ .entries[]? | { key: .indicator } ];
