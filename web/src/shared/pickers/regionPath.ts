/** The codes from the province down to a region: 330106 → 330000, 330100, 330106. */
export function regionPath(code: string): string[] {
  const province = `${code.slice(0, 2)}0000`
  const city = `${code.slice(0, 4)}00`
  return [...new Set([province, city, code])]
}
