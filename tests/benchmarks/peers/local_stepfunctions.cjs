// aws-local-stepfunctions as a peer: reads a definition, then runs it for every further line.
//
// In: lines of JSON, the first with the definition, each further one with an input; the first argument is the folder
// with node_modules. Out: one line of JSON for each: the versions, then the outputs.
"use strict";

const path = require("node:path");
const readline = require("node:readline");

const home = path.join(process.argv[2], "node_modules", "aws-local-stepfunctions");
const { StateMachine } = require(home);
const { version } = require(path.join(home, "package.json"));

async function main() {
  let machine;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (machine === undefined) {
      machine = new StateMachine(JSON.parse(line), { validationOptions: { noValidate: true } });
      console.log(JSON.stringify(`aws-local-stepfunctions ${version} on Node ${process.version}`));
    } else {
      console.log(JSON.stringify(await machine.run(JSON.parse(line)).result));
    }
  }
}

main();
