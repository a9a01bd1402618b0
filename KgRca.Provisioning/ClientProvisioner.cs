using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;
using KgRca.Tenancy.Provisioning;

namespace KgRca.Provisioning;

/// <summary>
/// Makes and removes clients in every store, step by step. Each step that was done is recorded, so that a process that
/// ends in between is gone on from by the next one: a client is made completely or can be removed, and one that is being
/// removed is removed completely. Safe for use by many threads.
/// </summary>
/// <param name="store">Records what was done.</param>
/// <param name="clients">The clients.</param>
/// <param name="steps">What a client needs, in the order in which it is made. It is removed in the reverse order.</param>
public sealed class ClientProvisioner(
    ProvisioningStore store,
    ClientStore clients,
    IEnumerable<IProvisioningStep> steps
) : IDisposable
{
    private readonly IReadOnlyList<IProvisioningStep> _steps = [.. steps];

    // What a client needs is made and removed one after the other.
    private readonly SemaphoreSlim _changing = new(1, 1);

    /// <summary>Raised when a client is gone, so that nothing of it is kept in memory.</summary>
    public event Action<TenantId>? Removed;

    /// <summary>Makes a client with a new id.</summary>
    public Task<Client> CreateAsync(string name, Plan plan, CancellationToken cancellationToken) =>
        CreateAsync(TenantId.Create(name), name, plan, cancellationToken);

    /// <summary>
    /// Makes a client whose id has to be known beforehand. Where a step fails, the client is listed and can be removed,
    /// and <see cref="ResumeAsync"/> goes on.
    /// </summary>
    public async Task<Client> CreateAsync(TenantId id, string name, Plan plan, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var client = await store.BeginOnboardingAsync(id, name, plan, cancellationToken);
            var record = new ProvisioningRecord(id, ProvisioningKind.Onboarding, null, client.CreatedAt);
            await GoOnAsync(record, cancellationToken);
            return client;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Removes a client with all its data. Its row goes last: while anything of it is left it is listed, and removing it
    /// again goes on where the last attempt ended.
    /// </summary>
    /// <returns>Whether there was such a client.</returns>
    public async Task<bool> DeleteAsync(TenantId id, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (await store.BeginOffboardingAsync(id, cancellationToken) is not { } record)
                return false;
            await GoOnAsync(record, cancellationToken);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Makes what an active client lacks: of a version with fewer topics, or because making it was interrupted.
    /// </summary>
    /// <returns>False for a client that was suspended or removed meanwhile: nothing is made for it.</returns>
    public async Task<bool> EnsureAsync(TenantId id, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (await clients.FindAsync(id, cancellationToken) is not { Status: ClientStatus.Active } client)
                return false;
            foreach (var step in _steps)
                await step.DoAsync(client, cancellationToken);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Goes on with everything that has begun and not ended.</summary>
    /// <returns>How many were ended.</returns>
    public async Task<int> ResumeAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var records = await store.ListAsync(cancellationToken);
            foreach (var record in records)
                await GoOnAsync(record, cancellationToken);
            return records.Count;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();

    private async Task GoOnAsync(ProvisioningRecord record, CancellationToken cancellationToken)
    {
        var isRemoval = record.Kind == ProvisioningKind.Offboarding;
        var steps = isRemoval ? _steps.Reverse() : _steps;
        // A step that this version does not know begins from the start.
        if (_steps.Any(step => step.Name == record.DoneStep))
            steps = steps.SkipWhile(step => step.Name != record.DoneStep).Skip(1);
        foreach (var step in steps)
        {
            if (isRemoval)
                await step.UndoAsync(record.Client, cancellationToken);
            else if (await clients.FindAsync(record.Client, cancellationToken) is { } client)
                await step.DoAsync(client, cancellationToken);
            if (!await store.DoneAsync(record, step.Name, cancellationToken))
                return;
        }
        await store.EndAsync(record, cancellationToken);
        if (isRemoval)
            Removed?.Invoke(record.Client);
    }
}
