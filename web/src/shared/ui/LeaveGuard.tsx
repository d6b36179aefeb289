import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ConfirmDanger } from './Dialog'
import { isElsewhere } from './leaving'

/** Asks before the person leaves a page with changes that are not saved. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const { t } = useTranslation('ui')
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && isElsewhere(current, next),
    enableBeforeUnload: () => dirty,
    withResolver: true,
  })
  return (
    <ConfirmDanger
      open={blocker.status === 'blocked'}
      title={t('leave.title')}
      text={t('leave.text')}
      action={t('leave.discard')}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    />
  )
}
