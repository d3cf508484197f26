// SPDX-License-Identifier: Apache-2.0
// Reads each collection in several ways, which must agree; every object must be valid by the schemas of OASIS.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import formats from "ajv-formats";

const [url, token] = process.argv.slice(2);
const TYPE = "application/taxii+json;version=2.1";

async function get(address) {
  const answer = await fetch(address, {
    headers: { Accept: TYPE, Authorization: "Basic " + Buffer.from("check:" + token).toString("base64") },
  });
  if (answer.status !== 200) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
  return { body: await answer.json(), last: answer.headers.get("x-taxii-date-added-last") };
}

async function byNext(collection, size) {
  const objects = [];
  for (let next = ""; ; ) {
    const { body } = await get(`${collection}objects/?limit=${size}${next && "&next=" + encodeURIComponent(next)}`);
    objects.push(...(body.objects ?? []));
    if (!body.more) return objects;
    next = body.next;
  }
}

/** Knows dates only, cut to so many digits behind the second. */
async function byDate(collection, size, digits) {
  const objects = [];
  for (let since = "1970-01-01T00:00:00Z"; ; ) {
    const { body, last } = await get(`${collection}objects/?limit=${size}&added_after=${since}`);
    objects.push(...(body.objects ?? []));
    const cut = last === null ? since : last.slice(0, 20 + digits) + "Z";
    if (cut === since) return objects;
    since = cut;
  }
}

const versions = (objects) => [...new Set(objects.map((each) => each.id + " " + each.modified))].sort().join("\n");

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats(ajv);
const schemas = "node_modules/stixview/src/stix2-schemas";
const validators = {};
for (const folder of ["common", "sdos", "sros", "observables"]) {
  for (const file of readdirSync(join(schemas, folder))) {
    const schema = JSON.parse(readFileSync(join(schemas, folder, file)));
    ajv.addSchema(schema);
    if (folder === "sdos") validators[schema.title] = schema.$id;
  }
}

let wrong = 0;
const { body: discovery } = await get(url);
const root = new URL(discovery.default, url).href;
for (const { id, title } of (await get(root + "collections/")).body.collections) {
  const collection = `${root}collections/${id}/`;
  const whole = await byNext(collection, 1000);
  const reference = versions(whole);
  const ways = {
    "by next in pages of 137": versions(await byNext(collection, 137)),
    "by date": versions(await byDate(collection, 500, 6)),
    "by date in milliseconds": versions(await byDate(collection, 500, 3)),
  };
  const different = Object.keys(ways).filter((way) => ways[way] !== reference);
  const twice = whole.length - new Set(whole.map((each) => each.id)).size;
  let valid = 0;
  let without = 0;
  for (const each of whole) {
    const validate = validators[each.type] && ajv.getSchema(validators[each.type]);
    if (!validate) without++;
    else if (validate(each)) valid++;
    else console.log("   ", each.id, ajv.errorsText(validate.errors));
  }
  wrong += different.length + twice + (whole.length - valid - without);
  console.log(`${title}: ${whole.length} objects, ${valid} valid, ${without} of a type without a schema, ${twice} twice; `
    + (different.length ? "DIFFERENT " + different.join(", ") : "the same in each way"));
}
process.exit(wrong ? 1 : 0);
