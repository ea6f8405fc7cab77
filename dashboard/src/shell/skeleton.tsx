/** The shape of what is on its way. */
export function Skeleton({ cards = 0, charts = 0 }: { cards?: number; charts?: number }) {
  return (
    <div aria-busy="true" role="status" aria-label="Loading">
      <div className="cards">
        {Array.from({ length: cards }, (_, index) => (
          <div key={index} className="card skeleton" />
        ))}
      </div>
      <div className="charts">
        {Array.from({ length: charts }, (_, index) => (
          <div key={index} className="panel skeleton chart-skeleton" />
        ))}
      </div>
    </div>
  )
}
