package io.twinlake.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.catalog.ListExternalLocationsResponse;
import com.databricks.sdk.service.compute.ClusterDetails;
import com.databricks.sdk.service.compute.ClusterLibraryStatuses;
import com.databricks.sdk.service.compute.CreateCluster;
import com.databricks.sdk.service.compute.CreateInstancePool;
import com.databricks.sdk.service.compute.CreatePolicy;
import com.databricks.sdk.service.compute.EditCluster;
import com.databricks.sdk.service.compute.EditInstancePool;
import com.databricks.sdk.service.compute.EditPolicy;
import com.databricks.sdk.service.compute.GetSparkVersionsResponse;
import com.databricks.sdk.service.compute.GlobalInitScriptCreateRequest;
import com.databricks.sdk.service.compute.GlobalInitScriptDetailsWithContent;
import com.databricks.sdk.service.compute.GlobalInitScriptUpdateRequest;
import com.databricks.sdk.service.compute.InstallLibraries;
import com.databricks.sdk.service.compute.ListAllClusterLibraryStatusesResponse;
import com.databricks.sdk.service.compute.ListClustersResponse;
import com.databricks.sdk.service.compute.ListGlobalInitScriptsResponse;
import com.databricks.sdk.service.compute.ListInstancePools;
import com.databricks.sdk.service.compute.ListNodeTypesResponse;
import com.databricks.sdk.service.compute.ListPoliciesResponse;
import com.databricks.sdk.service.compute.PinCluster;
import com.databricks.sdk.service.compute.Policy;
import com.databricks.sdk.service.files.AddBlock;
import com.databricks.sdk.service.files.ListDirectoryResponse;
import com.databricks.sdk.service.files.ListStatusResponse;
import com.databricks.sdk.service.files.Put;
import com.databricks.sdk.service.files.ReadResponse;
import com.databricks.sdk.service.iam.Group;
import com.databricks.sdk.service.iam.ListGroupsResponse;
import com.databricks.sdk.service.iam.ListServicePrincipalResponse;
import com.databricks.sdk.service.iam.ListUsersResponse;
import com.databricks.sdk.service.iam.ObjectPermissions;
import com.databricks.sdk.service.iam.ServicePrincipal;
import com.databricks.sdk.service.iam.SetObjectPermissions;
import com.databricks.sdk.service.iam.User;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.Job;
import com.databricks.sdk.service.jobs.ListJobsResponse;
import com.databricks.sdk.service.jobs.ListRunsResponse;
import com.databricks.sdk.service.jobs.ResetJob;
import com.databricks.sdk.service.jobs.Run;
import com.databricks.sdk.service.jobs.RunNow;
import com.databricks.sdk.service.jobs.RunNowResponse;
import com.databricks.sdk.service.jobs.RunOutput;
import com.databricks.sdk.service.jobs.SubmitRun;
import com.databricks.sdk.service.jobs.UpdateJob;
import com.databricks.sdk.service.pipelines.CreatePipeline;
import com.databricks.sdk.service.pipelines.GetPipelineResponse;
import com.databricks.sdk.service.pipelines.ListPipelinesResponse;
import com.databricks.sdk.service.settings.CreateIpAccessList;
import com.databricks.sdk.service.settings.CreateNotificationDestinationRequest;
import com.databricks.sdk.service.settings.ListIpAccessListResponse;
import com.databricks.sdk.service.settings.ListNotificationDestinationsResponse;
import com.databricks.sdk.service.settings.NotificationDestination;
import com.databricks.sdk.service.sql.CreateQueryRequest;
import com.databricks.sdk.service.sql.CreateWarehouseRequest;
import com.databricks.sdk.service.sql.ListQueryObjectsResponse;
import com.databricks.sdk.service.sql.ListWarehousesResponse;
import com.databricks.sdk.service.sql.Query;
import com.databricks.sdk.service.workspace.CreateRepoRequest;
import com.databricks.sdk.service.workspace.GetRepoResponse;
import com.databricks.sdk.service.workspace.Import;
import com.databricks.sdk.service.workspace.ListAclsResponse;
import com.databricks.sdk.service.workspace.ListReposResponse;
import com.databricks.sdk.service.workspace.ListResponse;
import com.databricks.sdk.service.workspace.ListScopesResponse;
import com.databricks.sdk.service.workspace.ListSecretsResponse;
import com.databricks.sdk.service.workspace.ObjectInfo;
import com.databricks.sdk.service.workspace.PutAcl;
import com.databricks.sdk.service.workspace.PutSecret;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.testing.databricks.SalesWorkspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What passes between us and the stand-in is what the SDK's models know, both ways. A forgotten
 * strip would show here: a field of an answer that no request has.
 */
class ContractTest {
  private static final ObjectMapper STRICT =
      SerDeUtils.createMapper()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
          .configure(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL, true);

  /** Fields that real workspaces take, or that a newer one may bring, beyond the models. */
  private static final Set<String> RAW =
      Set.of("idempotency_token", "some_new_task", "brand_new_field");

  private static final Map<String, Class<?>> ANSWERS =
      Map.ofEntries(
          Map.entry("GET /api/2.1/clusters/list", ListClustersResponse.class),
          Map.entry("GET /api/2.1/clusters/get", ClusterDetails.class),
          Map.entry("GET /api/2.1/clusters/list-node-types", ListNodeTypesResponse.class),
          Map.entry("GET /api/2.1/clusters/spark-versions", GetSparkVersionsResponse.class),
          Map.entry("GET /api/2.0/instance-pools/list", ListInstancePools.class),
          Map.entry("GET /api/2.0/policies/clusters/list", ListPoliciesResponse.class),
          Map.entry("GET /api/2.0/policies/clusters/get", Policy.class),
          Map.entry(
              "GET /api/2.0/libraries/all-cluster-statuses",
              ListAllClusterLibraryStatusesResponse.class),
          Map.entry("GET /api/2.0/libraries/cluster-status", ClusterLibraryStatuses.class),
          Map.entry("GET /api/2.0/global-init-scripts", ListGlobalInitScriptsResponse.class),
          Map.entry("GET /api/2.0/global-init-scripts/*", GlobalInitScriptDetailsWithContent.class),
          Map.entry("GET /api/2.0/sql/warehouses", ListWarehousesResponse.class),
          Map.entry("GET /api/2.2/jobs/list", ListJobsResponse.class),
          Map.entry("GET /api/2.2/jobs/get", Job.class),
          Map.entry("GET /api/2.0/pipelines", ListPipelinesResponse.class),
          Map.entry("GET /api/2.0/pipelines/*", GetPipelineResponse.class),
          Map.entry("GET /api/2.0/sql/queries", ListQueryObjectsResponse.class),
          Map.entry("GET /api/2.0/sql/queries/*", Query.class),
          Map.entry("GET /api/2.0/preview/scim/v2/Users", ListUsersResponse.class),
          Map.entry("GET /api/2.0/preview/scim/v2/Users/*", User.class),
          Map.entry("GET /api/2.0/preview/scim/v2/Groups", ListGroupsResponse.class),
          Map.entry("GET /api/2.0/preview/scim/v2/Groups/*", Group.class),
          Map.entry(
              "GET /api/2.0/preview/scim/v2/ServicePrincipals", ListServicePrincipalResponse.class),
          Map.entry("GET /api/2.0/preview/scim/v2/ServicePrincipals/*", ServicePrincipal.class),
          Map.entry("GET /api/2.0/permissions/*", ObjectPermissions.class),
          Map.entry("GET /api/2.0/workspace/list", ListResponse.class),
          Map.entry("GET /api/2.0/workspace/get-status", ObjectInfo.class),
          Map.entry("GET /api/2.0/repos", ListReposResponse.class),
          Map.entry("GET /api/2.0/repos/*", GetRepoResponse.class),
          Map.entry("GET /api/2.0/secrets/scopes/list", ListScopesResponse.class),
          Map.entry("GET /api/2.0/secrets/list", ListSecretsResponse.class),
          Map.entry("GET /api/2.0/secrets/acls/list", ListAclsResponse.class),
          Map.entry("GET /api/2.0/dbfs/list", ListStatusResponse.class),
          Map.entry("GET /api/2.0/dbfs/read", ReadResponse.class),
          Map.entry(
              "GET /api/2.0/fs/directories/Volumes/main/default/*", ListDirectoryResponse.class),
          Map.entry(
              "GET /api/2.0/notification-destinations", ListNotificationDestinationsResponse.class),
          Map.entry("GET /api/2.0/notification-destinations/*", NotificationDestination.class),
          Map.entry("GET /api/2.0/ip-access-lists", ListIpAccessListResponse.class),
          Map.entry(
              "GET /api/2.1/unity-catalog/external-locations", ListExternalLocationsResponse.class),
          Map.entry("GET /api/2.2/jobs/runs/get", Run.class),
          Map.entry("GET /api/2.2/jobs/runs/get-output", RunOutput.class),
          Map.entry("GET /api/2.2/jobs/runs/list", ListRunsResponse.class),
          Map.entry("POST /api/2.2/jobs/run-now", RunNowResponse.class));

  private static final Map<String, Class<?>> REQUESTS =
      Map.ofEntries(
          Map.entry("POST /api/2.1/clusters/create", CreateCluster.class),
          Map.entry("POST /api/2.1/clusters/edit", EditCluster.class),
          Map.entry("POST /api/2.1/clusters/pin", PinCluster.class),
          Map.entry("POST /api/2.0/instance-pools/create", CreateInstancePool.class),
          Map.entry("POST /api/2.0/instance-pools/edit", EditInstancePool.class),
          Map.entry("POST /api/2.0/policies/clusters/create", CreatePolicy.class),
          Map.entry("POST /api/2.0/policies/clusters/edit", EditPolicy.class),
          Map.entry("POST /api/2.0/libraries/install", InstallLibraries.class),
          Map.entry("POST /api/2.0/global-init-scripts", GlobalInitScriptCreateRequest.class),
          Map.entry("PATCH /api/2.0/global-init-scripts/*", GlobalInitScriptUpdateRequest.class),
          Map.entry("POST /api/2.0/sql/warehouses", CreateWarehouseRequest.class),
          Map.entry("POST /api/2.0/sql/queries", CreateQueryRequest.class),
          Map.entry("POST /api/2.2/jobs/create", CreateJob.class),
          Map.entry("POST /api/2.2/jobs/reset", ResetJob.class),
          Map.entry("POST /api/2.2/jobs/update", UpdateJob.class),
          Map.entry("POST /api/2.0/pipelines", CreatePipeline.class),
          Map.entry("POST /api/2.0/preview/scim/v2/Users", User.class),
          Map.entry("POST /api/2.0/preview/scim/v2/Groups", Group.class),
          Map.entry("PUT /api/2.0/preview/scim/v2/Groups/*", Group.class),
          Map.entry("POST /api/2.0/preview/scim/v2/ServicePrincipals", ServicePrincipal.class),
          Map.entry("PUT /api/2.0/permissions/*", SetObjectPermissions.class),
          Map.entry("POST /api/2.0/workspace/import", Import.class),
          Map.entry("POST /api/2.0/repos", CreateRepoRequest.class),
          Map.entry("POST /api/2.0/secrets/put", PutSecret.class),
          Map.entry("POST /api/2.0/secrets/acls/put", PutAcl.class),
          Map.entry("POST /api/2.0/dbfs/put", Put.class),
          Map.entry("POST /api/2.0/dbfs/add-block", AddBlock.class),
          Map.entry(
              "POST /api/2.0/notification-destinations",
              CreateNotificationDestinationRequest.class),
          Map.entry("POST /api/2.0/ip-access-lists", CreateIpAccessList.class),
          Map.entry("POST /api/2.2/jobs/runs/submit", SubmitRun.class),
          Map.entry("POST /api/2.2/jobs/run-now", RunNow.class));

  private final List<String> broken = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> checked = Collections.synchronizedSet(new TreeSet<>());

  private void exchange(
      String method, String path, ObjectNode request, int status, ObjectNode answer) {
    if (status != 200) {
      return;
    }
    check("request", method, path, request, REQUESTS);
    check("answer", method, path, answer, ANSWERS);
  }

  private void check(
      String what, String method, String path, ObjectNode body, Map<String, Class<?>> models) {
    String name = method + " " + path;
    String general =
        path.startsWith("/api/2.0/permissions/")
            ? method + " /api/2.0/permissions/*"
            : name.substring(0, name.lastIndexOf('/')) + "/*";
    Class<?> model = models.getOrDefault(name, models.get(general));
    if (model == null) {
      return;
    }
    checked.add(models.containsKey(name) ? name : general);
    try {
      STRICT.treeToValue(without(body.deepCopy()), model);
    } catch (UnrecognizedPropertyException e) {
      broken.add(
          "%s of %s has the field %s, unknown to %s"
              .formatted(what, name, e.getPropertyName(), model.getSimpleName()));
    } catch (JsonProcessingException e) {
      broken.add("%s of %s: %s".formatted(what, name, e.getOriginalMessage()));
    }
  }

  private static JsonNode without(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(RAW);
    }
    node.forEach(ContractTest::without);
    return node;
  }

  @Test
  void everythingThatPassesIsKnownToTheModels() {
    try (TwoWorkspaces two = new TwoWorkspaces()) {
      SalesWorkspace.fill(two.primary);
      two.saying(
          """
          mounts: { carry: job }
          mappings: { storageAccounts: [{ east: saleseast, west: saleswest }] }
          waves: [{ name: first, canaries: [ping] }]
          """);
      two.primary.mounts().put("/mnt/raw", "abfss://raw@saleseast.dfs.core.windows.net/");
      two.secondary.call(
          "POST",
          "/api/2.1/unity-catalog/external-locations",
          "name",
          "raw",
          "url",
          "abfss://raw@saleswest.dfs.core.windows.net/",
          "credential_name",
          "lake");
      two.primary.observe(this::exchange);
      two.secondary.observe(this::exchange);
      two.export();
      two.importing();
      two.importing();
      two.with(w -> w.deactivate(Optional.empty()));
      two.with(w -> w.activate(Optional.empty(), Optional.empty(), false));
      assertThat(new TreeSet<>(broken)).isEmpty();
      TreeSet<String> never = new TreeSet<>(ANSWERS.keySet());
      never.addAll(REQUESTS.keySet());
      never.removeAll(checked);
      // Edits are for other tests; everything else was seen.
      assertThat(never)
          .containsExactlyInAnyOrder(
              "POST /api/2.1/clusters/edit",
              "POST /api/2.0/policies/clusters/edit",
              "PUT /api/2.0/preview/scim/v2/Groups/*",
              "PATCH /api/2.0/global-init-scripts/*");
    }
  }
}
