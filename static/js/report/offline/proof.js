/**
 * solve(challenge) → the `proof` of a report: ALTCHA's SHA-256 search, by Web Crypto, in pieces that leave the page
 * alive. Rejects with an Error where the page came without https, for browsers offer no hashing there.
 */
import { gettext } from "../../words.js";

const CHUNK = 500;

export async function solve({ algorithm, challenge, salt, signature, maxnumber }) {
  if (!crypto.subtle) throw new Error(gettext("이 연결에서는 보낼 수 없습니다. https 주소로 열어 주세요."));
  const wanted = bytesOf(challenge);
  for (let start = 0; start <= maxnumber; start += CHUNK) {
    const number = await searched(salt, start, Math.min(start + CHUNK, maxnumber + 1), wanted);
    if (number !== null) return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    await new Promise((resume) => setTimeout(resume));
  }
  throw new Error(gettext("자동 전송 방지 확인을 풀지 못했습니다. 다시 보내 주세요."));
}

async function searched(salt, from, to, wanted) {
  const encoder = new TextEncoder();
  const numbers = Array.from({ length: to - from }, (_, i) => from + i);
  const hashes = await Promise.all(numbers.map((n) => crypto.subtle.digest("SHA-256", encoder.encode(salt + n))));
  const at = hashes.findIndex((hash) => same(new Uint8Array(hash), wanted));
  return at < 0 ? null : numbers[at];
}

const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
