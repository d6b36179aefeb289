import SearchOutlined from '@ant-design/icons/SearchOutlined'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useId, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './CommandPalette.module.css'
import { Icon, type IconType } from './Icon'
import { Sheet, type SheetHandle } from './Sheet'

/** Something that the palette can do or open. Entries of one group stand together, in the given order. */
export interface Command {
  id: string
  group: string
  label: string
  detail?: string
  icon?: IconType
  /** More words to find it by, for example pinyin initials. */
  words?: string
  run: () => void
}

interface PaletteProps {
  ref: Ref<SheetHandle>
  /** Pages and actions, filtered here. */
  commands: readonly Command[]
  /** Records, asked from the server from two characters on. */
  search?: (text: string, signal: AbortSignal) => Promise<readonly Command[]>
}

/** Finds records, actions and pages by typing: Ctrl+K or ⌘K from everywhere. */
export function CommandPalette({ ref, commands, search }: PaletteProps) {
  const { t } = useTranslation('ui')
  const sheet = useRef<SheetHandle>(null)
  const [round, setRound] = useState(0)
  useImperativeHandle(ref, () => ({ open: () => sheet.current?.open(), close: () => sheet.current?.close() }), [])
  return (
    <Sheet ref={sheet} label={t('palette.label')} place="top" onClose={() => setRound((n) => n + 1)}>
      {(close) => <PaletteBody key={round} commands={commands} search={search} close={close} />}
    </Sheet>
  )
}

function PaletteBody({ commands, search, close }: { commands: readonly Command[]; search: PaletteProps['search']; close: () => void }) {
  const { t } = useTranslation('ui')
  const id = useId()
  const [text, setText] = useState('')
  const [composing, setComposing] = useState(false)
  const [active, setActive] = useState(0)
  const asked = useDeferredValue(composing ? '' : text.trim())
  const found = useQuery({
    queryKey: ['palette', asked],
    queryFn: ({ signal }) => search?.(asked, signal) ?? [],
    enabled: search !== undefined && asked.length >= 2,
    placeholderData: (before) => before,
  })
  const results = [...(asked.length >= 2 ? (found.data ?? []) : []), ...commands.filter((command) => matches(command, text))]
  const current = results[Math.min(active, results.length - 1)]

  const run = (command: Command) => {
    close()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and arrows belong to the input method while it composes.
    if (event.nativeEvent.isComposing) return
    const to = nextActive(event.key, Math.min(active, results.length - 1), results.length)
    if (to !== undefined) {
      event.preventDefault()
      setActive(to)
      document.getElementById(`${id}-${to}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && current) {
      event.preventDefault()
      run(current)
    }
  }

  return (
    <div className={styles.palette}>
      <div className={styles.field}>
        <Icon of={SearchOutlined} />
        <input
          className={styles.input}
          role="combobox"
          aria-label={t('palette.label')}
          aria-expanded={results.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={current ? `${id}-${results.indexOf(current)}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          autoFocus
          placeholder={t('palette.placeholder')}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setActive(0)
          }}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className={styles.close} onClick={close}>
          {t('close')}
        </button>
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={t('palette.results')} className={styles.list}>
        {groupsOf(results).map(([group, members]) => (
          <Group key={group} group={group} members={members} results={results} current={current} id={id} run={run} />
        ))}
      </div>
      <p className={results.length === 0 ? styles.none : 'visually-hidden'} role="status">
        {results.length === 0 ? t('palette.none') : t('palette.count', { count: results.length })}
      </p>
    </div>
  )
}

interface GroupProps {
  group: string
  members: readonly Command[]
  results: readonly Command[]
  current: Command | undefined
  id: string
  run: (command: Command) => void
}

function Group({ group, members, results, current, id, run }: GroupProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- options are grouped inside a listbox
    <div role="group" aria-label={group}>
      <div className={styles.group} aria-hidden="true">
        {group}
      </div>
      {members.map((command) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the combobox holds the focus and handles keys
        <div
          key={command.id}
          id={`${id}-${results.indexOf(command)}`}
          role="option"
          tabIndex={-1}
          aria-selected={command === current}
          className={styles.option}
          onClick={() => run(command)}
        >
          {command.icon && <Icon of={command.icon} />}
          <span className={styles.label}>{command.label}</span>
          {command.detail !== undefined && <span className={styles.detail}>{command.detail}</span>}
        </div>
      ))}
    </div>
  )
}

function nextActive(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (at - 1 + count) % count
  return undefined
}

function matches(command: Command, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return wanted === '' || `${command.label} ${command.words ?? ''}`.toLowerCase().includes(wanted)
}

function groupsOf(commands: readonly Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>()
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command])
  return [...groups]
}
