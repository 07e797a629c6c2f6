// Reads what Python deflated (zlib, RFC 1950 and 1951) and wrote in base64. At once: the streams of a
// browser would make everything else wait, and those of 2021 do not have them.

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

interface Codes {
  size: number;
  found: Uint16Array;
}

// For every run of so many bits: the symbol that it begins with, and how many bits that takes.
function codes(sizes: number[]): Codes {
  const most = Math.max(1, ...sizes);
  const found = new Uint16Array(1 << most);
  let code = 0;
  for (let size = 1; size <= most; size++, code <<= 1) {
    sizes.forEach((own, symbol) => {
      if (own !== size) return;
      let turned = 0;
      for (let bit = 0; bit < size; bit++) turned |= ((code >> bit) & 1) << (size - 1 - bit);
      for (let at = turned; at < found.length; at += 1 << size) found[at] = (symbol << 4) | size;
      code++;
    });
  }
  return { size: most, found };
}

function fixed(): [Codes, Codes] {
  const sizes = Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8));
  return [codes(sizes), codes(Array<number>(30).fill(5))];
}

function inflate(from: Uint8Array): Uint8Array {
  let [at, held, many] = [2, 0, 0];
  let out = new Uint8Array(from.length * 6);
  let end = 0;
  const fill = (size: number) => {
    for (; many < size; many += 8) held |= (from[at++] ?? 0) << many;
  };
  const bits = (size: number) => {
    fill(size);
    const value = held & ((1 << size) - 1);
    held >>>= size;
    many -= size;
    return value;
  };
  const symbol = ({ size, found }: Codes) => {
    fill(size);
    const one = found[held & ((1 << size) - 1)] ?? 0;
    held >>>= one & 15;
    many -= one & 15;
    return one >> 4;
  };
  const room = (more: number) => {
    if (end + more <= out.length) return;
    const larger = new Uint8Array(2 * (end + more));
    larger.set(out);
    out = larger;
  };
  const described = (): [Codes, Codes] => {
    const [letters, distances, given] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
    const own = Array<number>(19).fill(0);
    for (const place of ORDER.slice(0, given)) own[place] = bits(3);
    const first = codes(own);
    const sizes: number[] = [];
    while (sizes.length < letters + distances) {
      const next = symbol(first);
      if (next < 16) sizes.push(next);
      else {
        const value = next === 16 ? (sizes[sizes.length - 1] ?? 0) : 0;
        for (let left = next === 16 ? 3 + bits(2) : next === 17 ? 3 + bits(3) : 11 + bits(7); left > 0; left--) sizes.push(value);
      }
    }
    return [codes(sizes.slice(0, letters)), codes(sizes.slice(letters))];
  };
  for (let last = 0; !last; ) {
    last = bits(1);
    const type = bits(2);
    if (type === 0) {
      // as it is, from the next whole byte on
      bits(many & 7);
      const length = bits(16);
      bits(16);
      room(length);
      for (let n = 0; n < length; n++) out[end++] = bits(8);
      continue;
    }
    const [letters, distances] = type === 1 ? fixed() : described();
    for (;;) {
      const next = symbol(letters);
      if (next === 256 || at > from.length + 4) break;
      room(258);
      if (next < 256) {
        out[end++] = next;
        continue;
      }
      const turn = next - 257;
      const length = (LENGTHS[turn] ?? 0) + (turn < 8 || turn === 28 ? 0 : bits((turn >> 2) - 1));
      const step = symbol(distances);
      const back = step < 4 ? step + 1 : (((2 + (step & 1)) << ((step >> 1) - 1)) + 1 + bits((step >> 1) - 1));
      for (let n = 0; n < length; n++, end++) out[end] = out[end - back] ?? 0;
    }
  }
  return out.subarray(0, end);
}

export function unpacked(text: string): string {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let n = 0; n < bytes.length; n++) bytes[n] = letters.charCodeAt(n);
  return new TextDecoder().decode(inflate(bytes));
}
