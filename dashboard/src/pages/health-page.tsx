export default function HealthPage(_: { name?: string }) {
  return <h1>health</h1>
}
