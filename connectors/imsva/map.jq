# An object as cells of imsva-objects.csv.
def cells: [if .type == "url" then "url", .value else "sha1", (.value | ascii_upcase) end,
  .action, .risk, .expires_at];
