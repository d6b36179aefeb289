/** A time as people type it, in the form of the API: 9, 930, 9:30 and 9：30 become 09:00 and 09:30. Undefined when it is none. */
export function clockTime(text: string): string | undefined {
  const match = /^(\d{1,2})(?:[:：]?(\d{2}))?$/.exec(text.trim())
  if (!match) return undefined
  const hours = Number(match[1])
  const minutes = Number(match[2] ?? 0)
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return undefined
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}
