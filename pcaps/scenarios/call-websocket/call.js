// SPDX-License-Identifier: GPL-2.0-or-later
//
// Two JsSIP user agents register over WebSocket, and alice calls bob. Ends with status 0
// after the call, with 1 when anything fails or takes too long.
'use strict';

const wrtc = require('@roamhq/wrtc');
const JsSIP = require('jssip');
const NodeWebSocket = require('jssip-node-websocket');

const server = 'ws://192.0.2.1:8080/';
const limitSeconds = 30;
const ringingMilliseconds = 500;
const talkMilliseconds = 500;

// What JsSIP takes from a browser.
globalThis.window = globalThis;
globalThis.RTCPeerConnection = wrtc.RTCPeerConnection;
globalThis.RTCSessionDescription = wrtc.RTCSessionDescription;
globalThis.MediaStream = wrtc.MediaStream;

function silence() {
  const source = new wrtc.nonstandard.RTCAudioSource();
  return new wrtc.MediaStream([source.createTrack()]);
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}

function register(name) {
  const agent = new JsSIP.UA({
    sockets: [new NodeWebSocket(server, { requestOptions: { localAddress: addresses[name] } })],
    uri: `sip:${name}@example.test`,
    realm: 'example.test',
    password: 'looking-glass',
    register_expires: 600,
    session_timers: false,
    user_agent: `JsSIP ${JsSIP.version}`
  });
  return new Promise((resolve) => {
    agent.on('registered', () => resolve(agent));
    agent.on('registrationFailed', (event) => fail(`${name}: ${event.cause}`));
    agent.start();
  });
}

const addresses = { alice: '192.0.2.10', bob: '192.0.2.20' };
const withoutServers = { iceServers: [] };

function answerCalls(agent) {
  agent.on('newRTCSession', ({ session }) => {
    setTimeout(
      () => session.answer({ mediaStream: silence(), pcConfig: withoutServers }),
      ringingMilliseconds);
  });
}

function call(agent, callee) {
  return new Promise((resolve) => {
    const session = agent.call(`sip:${callee}@example.test`, {
      mediaStream: silence(),
      pcConfig: withoutServers
    });
    session.on('confirmed', () => setTimeout(() => session.terminate(), talkMilliseconds));
    session.on('ended', resolve);
    session.on('failed', (event) => fail(`call: ${event.cause}`));
  });
}

async function main() {
  setTimeout(() => fail('took too long'), limitSeconds * 1000);
  const bob = await register('bob');
  const alice = await register('alice');
  answerCalls(bob);
  await call(alice, 'bob');
  // The 200 to BYE is still on its way.
  setTimeout(() => process.exit(0), 500);
}

main().catch(fail);
