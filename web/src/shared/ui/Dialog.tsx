import { useBlocker } from '@tanstack/react-router'
import { Button, Drawer as AntDrawer, Input, Modal } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useIsPhone } from '../theme/media'
import styles from './Dialog.module.css'
import { layerRoot, useScrollLock } from './layers'
import { isElsewhere } from './leaving'
import { UnsavedContext, useUnsavedForms } from './unsaved'

interface LayerProps {
  open: boolean
  title: string
  onClose: () => void
  children: ReactNode
}

/**
 * A dialog for a short form or a decision; never on top of another one. A form brings its own buttons (FormLayout).
 * Keep it mounted and switch `open`, so that the focus returns to the button that opened it. Closing it with changes
 * that are not saved asks first.
 */
export function Dialog({ children, ...props }: LayerProps & { footer?: ReactNode }) {
  const guard = useGuard(props)
  return (
    <>
      <BareDialog {...props} onClose={guard.close}>
        <UnsavedContext value={guard.mark}>{children}</UnsavedContext>
      </BareDialog>
      {guard.question}
    </>
  )
}

function BareDialog({ open, title, onClose, children, footer }: LayerProps & { footer?: ReactNode }) {
  const isPhone = useIsPhone()
  const { t } = useTranslation('ui')
  useScrollLock(open)
  return (
    <Modal
      getContainer={layerRoot}
      open={open}
      title={title}
      onCancel={onClose}
      footer={footer ?? null}
      width={isPhone ? '100%' : 520}
      centered={isPhone}
      closable={{ 'aria-label': t('close') }}
      mask={{ closable: false, blur: false }}
      classNames={{ body: styles.layerBody ?? '' }}
      destroyOnHidden
    >
      {children}
    </Modal>
  )
}

/** A panel at the right for a record or a longer form; the whole width on the phone. Asks like Dialog before it closes. */
export function Drawer({ children, footer, ...props }: LayerProps & { footer?: ReactNode }) {
  const { open, title } = props
  const isPhone = useIsPhone()
  const { t } = useTranslation('ui')
  const guard = useGuard(props)
  useScrollLock(open)
  return (
    <>
      <AntDrawer
        getContainer={layerRoot}
        open={open}
        title={title}
        onClose={guard.close}
        size={isPhone ? '100%' : 560}
        // The field that asks for the focus keeps it; without one the trap takes the first control.
        autoFocus={false}
        footer={footer}
        closable={{ 'aria-label': t('close') }}
        mask={{ blur: false }}
        classNames={{ body: styles.drawerBody ?? '' }}
        // Below the bar with the buttons nothing may show through; the space at the end is in the style sheet.
        styles={isPhone ? { body: { padding: '12px var(--page-pad) 0' } } : {}}
      >
        <UnsavedContext value={guard.mark}>{children}</UnsavedContext>
      </AntDrawer>
      {guard.question}
    </>
  )
}

/** Asks before a layer with unsaved changes closes: by its buttons, by Escape, or because the address changes below it. */
function useGuard({ open, onClose }: Pick<LayerProps, 'open' | 'onClose'>) {
  const { t } = useTranslation('ui')
  const forms = useUnsavedForms()
  const [asking, setAsking] = useState(false)
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => forms.any() && isElsewhere(current, next),
    enableBeforeUnload: forms.any,
    disabled: !open,
    withResolver: true,
  })
  const blocked = blocker.status === 'blocked'
  const discard = () => {
    forms.forget()
    setAsking(false)
    if (blocked) blocker.proceed()
    else onClose()
  }
  const stay = () => {
    setAsking(false)
    if (blocked) blocker.reset()
  }
  return {
    mark: forms.mark,
    close: () => (forms.any() ? setAsking(true) : onClose()),
    question: open && (asking || blocked) && <ConfirmDanger open title={t('leave.title')} text={t('leave.text')} action={t('leave.discard')} onConfirm={discard} onClose={stay} />,
  }
}

interface ConfirmDangerProps {
  open: boolean
  title: string
  /** What will happen, in one or two sentences. */
  text: string
  /** Verb and object: the same words as the button that opened the dialog. */
  action: string
  /** When given, the person types this word first. */
  word?: string
  busy?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be undone. What can be undone is done at once, with an undo in the toast. */
export function ConfirmDanger(props: ConfirmDangerProps) {
  return (
    <BareDialog open={props.open} title={props.title} onClose={props.onClose}>
      <ConfirmBody {...props} />
    </BareDialog>
  )
}

function ConfirmBody({ text, action, word, busy = false, onConfirm, onClose }: ConfirmDangerProps) {
  const { t } = useTranslation('ui')
  const [typed, setTyped] = useState('')
  const ready = word === undefined || typed.trim() === word
  return (
    <>
      <p className={styles.text}>{text}</p>
      {word !== undefined && (
        <label className={styles.word}>
          {t('confirm.type', { word })}
          <Input value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
        </label>
      )}
      <div className={styles.footer}>
        <Button autoFocus={word === undefined} onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="primary" danger disabled={!ready} loading={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </>
  )
}
