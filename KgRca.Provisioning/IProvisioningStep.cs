using KgRca.Contracts.Identity;
using KgRca.Tenancy.Clients;

namespace KgRca.Provisioning;

/// <summary>
/// What a client needs in one store. Doing it twice is the same as doing it once, and so is undoing it: a crash may come
/// between a step and the note that it was done.
/// </summary>
public interface IProvisioningStep
{
    /// <summary>What it is recorded by: 1 to 32 characters, which stay the same from version to version.</summary>
    string Name { get; }

    /// <summary>Makes what the client needs. What is there already stays.</summary>
    ValueTask DoAsync(Client client, CancellationToken cancellationToken);

    /// <summary>Removes it with all data. What is gone already is no error.</summary>
    ValueTask UndoAsync(TenantId client, CancellationToken cancellationToken);
}
