using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Tests;

/// <summary>A database that counts how often it is asked.</summary>
internal sealed class CountingContexts(IDbContextFactory<TenancyContext> inner) : IDbContextFactory<TenancyContext>
{
    public int Count { get; private set; }

    public TenancyContext CreateDbContext()
    {
        Count++;
        return inner.CreateDbContext();
    }
}
