# An object as lines of the list of its type; of another type it is none.
def ips: if .type == "ip" then .value else [] end;
def sha1s: if .type == "file_sha1" then .value else [] end;
def sha256s: if .type == "file_sha256" then .value else [] end;
def urls: if .type == "url" then .value else [] end;

# A reader takes *.d for what lies below d, and not for d.
def domains:
  if .type != "domain" then []
  elif (.value | contains(".")) then [.value, "*." + .value]
  else { refused: "it is a top-level domain, and all below it would be blocked" } end;

# As PAN-OS reads them: without a scheme, at most 255 characters, a slash behind a host, and * as a wildcard.
def bare: sub("^[^/]*//"; "") | gsub("(?<foreign>[^ -~]+)"; .foreign | @uri);
def panos_urls:
  if .type == "domain" then
    if (.value | contains(".")) then [.value + "/", "*." + .value + "/"]
    else { refused: "it is a top-level domain, and all below it would be blocked" } end
  elif .type != "url" then []
  elif (.value | test("[*^]")) then { refused: "it holds a * or ^, which would match other addresses too" }
  elif (.value | bare | length) > 255 then { refused: "PAN-OS reads at most 255 characters" }
  elif (.value | bare | contains("/")) then .value | bare
  else (.value | bare) + "/" end;

# Any object as cells of objects.csv, and as a line of objects.ndjson.
def cells: [.type, .value, .action, .risk, .expires_at];
def object: { type, value, action, risk, expires_at };
