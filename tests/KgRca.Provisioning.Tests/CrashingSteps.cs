using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;

namespace KgRca.Provisioning.Tests;

/// <summary>Where a process ends.</summary>
/// <param name="Step">At which step, counted from 0 in the order in which they are taken.</param>
/// <param name="IsAfter">After the step and before the note that it was done, instead of before the step.</param>
public sealed record Crash(int Step, bool IsAfter);

/// <summary>A process that ends at a step.</summary>
internal sealed class CrashException : Exception;

/// <summary>Steps of which one is the last that a process takes.</summary>
internal sealed class CrashingSteps(IReadOnlyList<IProvisioningStep> steps, Crash crash)
{
    private int _taken;

    public IEnumerable<IProvisioningStep> All => steps.Select(step => new CrashingStep(step, this));

    private async ValueTask TakeAsync(Func<ValueTask> take)
    {
        var isLast = _taken++ == crash.Step;
        if (isLast && !crash.IsAfter)
            throw new CrashException();
        await take();
        if (isLast)
            throw new CrashException();
    }

    private sealed class CrashingStep(IProvisioningStep inner, CrashingSteps all) : IProvisioningStep
    {
        public string Name => inner.Name;

        public ValueTask DoAsync(Client client, CancellationToken cancellationToken) =>
            all.TakeAsync(() => inner.DoAsync(client, cancellationToken));

        public ValueTask UndoAsync(TenantId client, CancellationToken cancellationToken) =>
            all.TakeAsync(() => inner.UndoAsync(client, cancellationToken));
    }
}
