using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules.Volumes;

public sealed class VolumeClaimsTests
{
    private const string Long = "2026-03-01T11:55:00Z";

    private readonly World _world = new();

    [Fact]
    public void Inspect_BoundClaim_FindsNothing() => Assert.Empty(Inspect(phase: "Bound"));

    [Fact]
    public void Inspect_LostClaim_IsCritical() =>
        Assert.Equal(
            (Causes.VolumeLost, Severity.Critical),
            Assert.Single(Inspect(phase: "Lost")) is var finding ? (finding.Cause, finding.Severity) : default
        );

    [Theory]
    [InlineData("10Gi", "", null, false, "")]
    [InlineData(
        "5Gi",
        "",
        Severity.Warning,
        true,
        "requests 10Gi, but its volume has 5Gi: the CSI driver has not expanded it yet"
    )]
    [InlineData(
        "5Gi",
        """{"type": "Resizing", "status": "True"}""",
        Severity.Warning,
        true,
        "the CSI driver has not expanded it yet"
    )]
    [InlineData(
        "5Gi",
        """{"type": "FileSystemResizePending", "status": "True"}""",
        Severity.Warning,
        true,
        "its file system is expanded when a Pod that mounts it starts"
    )]
    [InlineData(
        "5Gi",
        """{"type": "Resizing", "status": "True"}, {"type": "ControllerResizeError", "status": "True", "message": "failed to expand pvc with no room"}""",
        Severity.Error,
        false,
        "could not be expanded from 5Gi: failed to expand pvc with no room"
    )]
    [InlineData(
        "10Gi",
        """{"type": "ControllerResizeError", "status": "True", "message": "left behind"}""",
        null,
        false,
        ""
    )]
    public void Inspect_BoundClaimThatAsksForMore_SaysHowFarItIs(
        string capacity,
        string conditions,
        Severity? severity,
        bool isRisk,
        string text
    )
    {
        var finding = _world
            .Inspect(
                _world.Add(
                    $$$"""
                    {"kind": "PersistentVolumeClaim", "metadata": {"namespace": "shop", "name": "data"}, "spec": {"resources": {"requests": {"storage": "10Gi"} } },
                     "status": {"phase": "Bound", "capacity": {"storage": "{{{capacity}}}"}, "conditions": [{{{conditions}}}]} }
                    """
                )
            )
            .SingleOrDefault();
        Assert.Equal((severity, isRisk), (finding?.Severity, finding?.Role == CauseRole.Latent));
        Assert.Contains(text, finding?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Failed", true)]
    [InlineData("Released", false)]
    public void Inspect_VolumeThatCouldNotBeDeleted_IsAWarning(string phase, bool isFound)
    {
        var finding = World
            .InspectAlone(
                $$"""{"kind": "PersistentVolume", "metadata": {"name": "disk-1"}, "spec": {}, "status": {"phase": "{{phase}}", "message": "it is in use"} }"""
            )
            .SingleOrDefault();
        Assert.Equal(
            isFound
                ? (Causes.Provisioning, Severity.Warning, "PersistentVolume disk-1 could not be deleted: it is in use")
                : default,
            finding is null ? default : (finding.Cause, finding.Severity, finding.Message)
        );
    }

    [Fact]
    public void Inspect_UnknownStorageClass_IsNamed()
    {
        AddClass("standard", "Immediate");
        var finding = Assert.Single(Inspect(className: "fast"));
        Assert.Equal((Causes.ClaimStorageClass, Severity.Error), (finding.Cause, finding.Severity));
        Assert.Equal("PersistentVolumeClaim data is not bound: StorageClass fast does not exist.", finding.Message);
    }

    [Fact]
    public void Inspect_ClassThatWaitsForAPod_FindsNothing()
    {
        AddClass("local", "WaitForFirstConsumer");
        Assert.Empty(Inspect(className: "local"));
    }

    [Theory]
    [InlineData(
        "example.com/disks",
        Causes.Provisioning,
        "provisioner example.com/disks of StorageClass fast has not created a volume"
    )]
    [InlineData("kubernetes.io/no-provisioner", Causes.ClaimUnbound, "no volume of its StorageClass exists")]
    public void Inspect_ClassWithAProvisioner_WaitsForIt(string provisioner, string cause, string why)
    {
        AddClass("fast", "Immediate", provisioner);
        var finding = Assert.Single(Inspect(className: "fast"));
        Assert.Equal(cause, finding.Cause);
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ClassThatWaitsForAPodWhichHasANode_WaitsForTheProvisioner()
    {
        AddClass("local", "WaitForFirstConsumer", "example.com/disks");
        Assert.Equal(
            Causes.Provisioning,
            Assert
                .Single(
                    Inspect(
                        className: "local",
                        metadata: """, "annotations": {"volume.kubernetes.io/selected-node": "node-1"}"""
                    )
                )
                .Cause
        );
    }

    [Theory]
    [InlineData("5Gi", "ReadWriteOnce", "", Causes.ClaimCapacity, "it requests 10Gi, but volume disk-1 has 5Gi")]
    [InlineData("10000M", "ReadWriteOnce", "", Causes.ClaimCapacity, "it requests 10Gi, but volume disk-1 has 10000M")]
    [InlineData(
        "20Gi",
        "ReadOnlyMany",
        "",
        Causes.ClaimAccessMode,
        "it requests ReadWriteOnce, but volume disk-1 supports ReadOnlyMany"
    )]
    [InlineData(
        "20Gi",
        "ReadWriteOnce",
        """, "claimRef": {"namespace": "old", "name": "other"}""",
        Causes.VolumeOccupied,
        "volume disk-1 is bound to PVC old/other"
    )]
    [InlineData(
        "20Gi",
        "ReadWriteOnce",
        """, "volumeMode": "Block" """,
        Causes.ClaimAccessMode,
        "it requests volumeMode Filesystem, but that of volume disk-1 is Block"
    )]
    public void Inspect_VolumeDoesNotFit_SaysWhy(string capacity, string mode, string more, string cause, string why)
    {
        AddVolume(capacity, mode, more);
        var finding = Assert.Single(Inspect());
        Assert.Equal(cause, finding.Cause);
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_SelectorThatNoVolumeHas_SaysWhich()
    {
        AddVolume("20Gi", "ReadWriteOnce", "");
        var finding = Assert.Single(Inspect(more: """, "selector": {"matchLabels": {"disk": "ssd"} }"""));
        Assert.Equal(Causes.ClaimSelector, finding.Cause);
        Assert.Contains("disk=ssd", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_SelectorByExpression_IsHeldAgainstTheVolumes()
    {
        AddVolume("20Gi", "ReadWriteOnce", "");
        var finding = Assert.Single(
            Inspect(
                more: """, "selector": {"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd", "nvme"]}]}"""
            )
        );
        Assert.Equal(Causes.ClaimSelector, finding.Cause);
        Assert.Contains("disk In ssd, nvme", finding.Message, StringComparison.Ordinal);
        Assert.Empty(
            Inspect(more: """, "selector": {"matchExpressions": [{"key": "disk", "operator": "DoesNotExist"}]}""")
        );
    }

    [Fact]
    public void Inspect_VolumeOfAFormerClaimOfTheSameName_IsOccupied()
    {
        AddVolume("20Gi", "ReadWriteOnce", """, "claimRef": {"namespace": "shop", "name": "data", "uid": "former"}""");
        var finding = Assert.Single(Inspect(metadata: """, "uid": "own" """));
        Assert.Equal(Causes.VolumeOccupied, finding.Cause);
        Assert.Contains(
            "volume disk-1 is reserved for a deleted PVC of the same name",
            finding.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", """, "claimRef": {"namespace": "shop", "name": "data"}""")]
    [InlineData(""", "uid": "own" """, """, "claimRef": {"namespace": "shop", "name": "data", "uid": "own"}""")]
    public void Inspect_VolumeThatFits_FindsNothing(string metadata, string more)
    {
        AddVolume("20Gi", "ReadWriteOnce", more);
        Assert.Empty(Inspect(metadata: metadata));
    }

    [Theory]
    [InlineData("disk-1", "manual", Causes.ClaimCapacity, "it requests 10Gi, but volume disk-1 has 5Gi")]
    [InlineData(
        "disk-1",
        "fast",
        Causes.ClaimStorageClass,
        "its StorageClass is fast, but that of volume disk-1 is manual"
    )]
    [InlineData("disk-2", "manual", Causes.ClaimUnbound, "it names volume disk-2, which does not exist")]
    public void Inspect_ClaimThatNamesAVolume_IsHeldAgainstThatOne(
        string volume,
        string className,
        string cause,
        string why
    )
    {
        AddVolume("5Gi", "ReadWriteOnce", "");
        _world.Add(
            """{"kind": "PersistentVolume", "metadata": {"name": "disk-9"}, "spec": {"storageClassName": "manual", "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "20Gi"} } }"""
        );
        var finding = Assert.Single(Inspect(className: className, more: $$""", "volumeName": "{{volume}}" """));
        Assert.Equal(cause, finding.Cause);
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Immediate", "", Causes.Provisioning)]
    [InlineData("WaitForFirstConsumer", "", null)]
    [InlineData(
        "WaitForFirstConsumer",
        """, "annotations": {"volume.kubernetes.io/selected-node": "node-1"}""",
        Causes.Provisioning
    )]
    public void Inspect_ClassWithAProvisioner_VolumesOfOtherClaimsDoNotCount(
        string mode,
        string metadata,
        string? cause
    )
    {
        AddClass("manual", mode, "example.com/disks");
        AddVolume("20Gi", "ReadWriteOnce", """, "claimRef": {"namespace": "shop", "name": "other"}""");
        Assert.Equal(cause, Inspect(metadata: metadata).SingleOrDefault()?.Cause);
    }

    [Fact]
    public void Inspect_VolumesOfOthersBesideAFreeOne_TheFreeOneIsNamed()
    {
        AddVolume("20Gi", "ReadWriteOnce", """, "claimRef": {"namespace": "shop", "name": "other"}""");
        _world.Add(
            """{"kind": "PersistentVolume", "metadata": {"name": "disk-2"}, "spec": {"storageClassName": "manual", "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "9Gi"} } }"""
        );
        Assert.Equal(Causes.ClaimCapacity, Assert.Single(Inspect()).Cause);
    }

    [Fact]
    public void Inspect_SeveralVolumes_TheOneThatComesClosestIsNamed()
    {
        AddVolume("5Gi", "ReadOnlyMany", "");
        _world.Add(
            """{"kind": "PersistentVolume", "metadata": {"name": "disk-2"}, "spec": {"storageClassName": "manual", "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "9Gi"} } }"""
        );
        Assert.Contains("volume disk-2 has 9Gi", Assert.Single(Inspect()).Message, StringComparison.Ordinal);
    }

    private List<Finding> Inspect(
        string phase = "Pending",
        string createdAt = Long,
        string className = "manual",
        string more = "",
        string metadata = ""
    ) =>
        _world.Inspect(
            _world.Add(
                $$$"""
                {
                  "kind": "PersistentVolumeClaim", "metadata": {"namespace": "shop", "name": "data", "creationTimestamp": "{{{createdAt}}}" {{{metadata}}} },
                  "spec": {"storageClassName": "{{{className}}}", "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Gi"}} {{{more}}} },
                  "status": {"phase": "{{{phase}}}"}
                }
                """
            )
        );

    private void AddClass(string name, string mode, string provisioner = "kubernetes.io/no-provisioner") =>
        _world.Add(
            $$"""{"kind": "StorageClass", "metadata": {"name": "{{name}}"}, "provisioner": "{{provisioner}}", "volumeBindingMode": "{{mode}}"}"""
        );

    private void AddVolume(string capacity, string mode, string more) =>
        _world.Add(
            $$$"""
            {
              "kind": "PersistentVolume", "metadata": {"name": "disk-1"},
              "spec": {"storageClassName": "manual", "accessModes": ["{{{mode}}}"], "capacity": {"storage": "{{{capacity}}}"} {{{more}}} }
            }
            """
        );
}
