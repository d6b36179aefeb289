import styles from './Skeleton.module.css'

/** One grey line where a text will stand; appears after 200 ms, so that fast answers do not flicker. */
export function SkeletonLine({ width }: { width: string }) {
  return <span className={styles.line} style={{ width }} aria-hidden="true" />
}

const widths = ['40%', '85%', '70%', '90%', '55%', '80%']

/** Grey lines in the place of a text block or a form. */
export function SkeletonBlock({ lines = 4 }: { lines?: number }) {
  return (
    <div className={styles.block} aria-hidden="true">
      {widths.slice(0, lines).map((width) => (
        <SkeletonLine key={width} width={width} />
      ))}
    </div>
  )
}
