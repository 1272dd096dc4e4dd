/**
 * Primes modulo which the keys in question lie in a small subgroup (Nemec et al., "The Return of Coppersmith's Attack",
 * 2017; CVE-2017-15361). Modulo other small primes every residue can occur, so that they tell nothing.
 */
const PRIMES = [
  11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157,
];
const GENERATOR = 65537;

const SUBGROUPS = PRIMES.map(prime => ({
  prime: BigInt(prime),
  residues: generatedBy(GENERATOR, prime),
}));

/**
 * Whether an RSA modulus is one of those that a widespread library of smart cards and security chips made, whose
 * factors can be found. Of others, one in many millions looks like it by chance.
 */
export function hasRocaFingerprint(modulus: bigint): boolean {
  return SUBGROUPS.every(({ prime, residues }) =>
    residues.has(Number(modulus % prime)),
  );
}

function generatedBy(generator: number, prime: number): Set<number> {
  const residues = new Set<number>();
  for (
    let residue = 1;
    !residues.has(residue);
    residue = (residue * generator) % prime
  ) {
    residues.add(residue);
  }
  return residues;
}
