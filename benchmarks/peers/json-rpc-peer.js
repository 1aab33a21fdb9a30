// A server and a client of mqtt-json-rpc, each with a connection of its own. For each line of the
// input with a number of milliseconds, prints how many calls a second were made. The arguments are
// the broker and the number of calls in flight.
"use strict";

const readline = require("node:readline");
const mqtt = require("mqtt");
const JsonRpc = require("mqtt-json-rpc");

const METHOD = "peers/json-rpc/echo";
const TEXT = "x".repeat(60);

async function connect(broker) {
  const client = await mqtt.connectAsync(broker);
  client.setMaxListeners(0);
  return new JsonRpc(client);
}

async function round(client, inFlight, millis) {
  const begin = process.hrtime.bigint();
  const end = begin + BigInt(millis) * 1000000n;
  let calls = 0;
  const lane = async () => {
    while (process.hrtime.bigint() < end) {
      await client.call(METHOD, TEXT);
      calls++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return (calls * 1e9) / Number(process.hrtime.bigint() - begin);
}

async function main(broker, inFlight) {
  const server = await connect(broker);
  await server.register(METHOD, (text) => text);
  const client = await connect(broker);
  if ((await client.call(METHOD, TEXT)) !== TEXT) {
    throw new Error("another reply");
  }
  console.log("ready");
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(await round(client, inFlight, Number(line)));
  }
  process.exit(0);
}

main(process.argv[2], Number(process.argv[3])).catch((failure) => {
  console.error(failure);
  process.exit(1);
});
