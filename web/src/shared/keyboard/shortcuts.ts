/** One shortcut: keys such as "g h", "?", "mod+k" (mod is Ctrl or ⌘). */
export interface Shortcut {
  keys: string
  /** What it does, in the reader's language: shown in the key help. */
  label: string
  run: (event: KeyboardEvent) => void
}

/** What the registry needs of a key event; a test gives a plain object. */
export interface KeyInput {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
  target: EventTarget | null
  preventDefault(): void
}

const sequenceMs = 1000

/**
 * Knows the shortcuts of the page that is open. Single letters never fire in inputs, during IME composition or when
 * the person has switched them off; combinations with Ctrl or ⌘ always work.
 */
export class ShortcutRegistry {
  private entries: Shortcut[] = []
  private readonly listeners = new Set<() => void>()
  private pending = ''
  private pendingAt = 0
  private snapshot: readonly Shortcut[] = []

  constructor(
    private readonly lettersOn: () => boolean,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Adds a shortcut until the returned function is called. The newest of two with equal keys wins. */
  add(shortcut: Shortcut): () => void {
    this.entries = [...this.entries, shortcut]
    this.changed()
    return () => {
      this.entries = this.entries.filter((entry) => entry !== shortcut)
      this.changed()
    }
  }

  /** All shortcuts, for the key help. */
  list = (): readonly Shortcut[] => this.snapshot

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Handles one key; true when a shortcut ran or a sequence began. */
  press(event: KeyInput): boolean {
    if (event.isComposing || event.key === 'Process' || event.altKey) return false
    const name = keyName(event)
    if (!name.startsWith('mod+') && (!this.lettersOn() || isTyping(event.target))) return false
    const sequence = this.pending && this.now() - this.pendingAt < sequenceMs ? `${this.pending} ${name}` : name
    this.pending = ''
    const hit = this.find(sequence) ?? this.find(name)
    if (hit) {
      event.preventDefault()
      hit.run(event as unknown as KeyboardEvent)
      return true
    }
    if (!this.entries.some((entry) => entry.keys.startsWith(`${name} `))) return false
    this.pending = name
    this.pendingAt = this.now()
    return true
  }

  private find(keys: string): Shortcut | undefined {
    return this.entries.filter((entry) => entry.keys === keys).pop()
  }

  private changed(): void {
    this.snapshot = this.entries
    for (const listener of this.listeners) listener()
  }
}

function keyName(event: KeyInput): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key
}

function isTyping(target: EventTarget | null): boolean {
  if (typeof Element === 'undefined' || !(target instanceof Element)) return false
  if (target.closest('[contenteditable="true"], textarea, select, [role="combobox"], [role="textbox"], dialog, [role="dialog"]')) return true
  const input = target.closest('input')
  return input !== null && !['checkbox', 'radio', 'button', 'submit'].includes(input.type)
}
