export default function PlanPage(_: { name?: string }) {
  return <h1>plan</h1>
}
