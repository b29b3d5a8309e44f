"""Ids of operations as frameworks and people write them, with the name that a user would type.

A row is the tags (separated by "|"), the method, the path, the operationId ("-" without one) and the name.
"""

__all__ = ["TABLE"]

TABLE = {
    "FastAPI": """
        -               GET    /items/                         read_items_items__get                            item.list
        -               POST   /items/                         create_item_items__post                          item.create
        -               GET    /items/{item_id}                read_item_items__item_id__get                    item.read
        -               PUT    /items/{item_id}                update_item_items__item_id__put                  item.update
        -               PATCH  /items/{item_id}                patch_item_items__item_id__patch                 item.update
        -               DELETE /items/{item_id}                delete_item_items__item_id__delete               item.delete
        -               GET    /api/v1/items                   list_items_api_v1_items_get                      item.list
        -               GET    /api/v1/items/{id}              get_item_api_v1_items__id__get                   item.get
        default         GET    /api/v2beta1/items              get_items_api_v2beta1_items_get                  item.list
        default         GET    /users/me                       read_users_me_users_me_get                       user.read_me
        -               GET    /users/{user_id}/items          read_user_items_users__user_id__items_get        user.read_items
        -               GET    /health                         health_health_get                                health.info
        -               GET    /health                         health_check_health_get                          health.check
        -               GET    /                               read_root__get                                   root.read
        -               POST   /token                          login_for_access_token_token_post                token.login_for_access_token
        -               POST   /uploadfile/                    create_upload_file_uploadfile__post              uploadfile.create
        -               POST   /files/                         create_file_files__post                          file.create
        users           GET    /users/                         read_users_users__get                            user.list
        users           POST   /api/v1/users/open              create_user_open_api_v1_users_open_post          user.create_open
        users           GET    /api/v1/users/{user_id}         read_user_by_id_api_v1_users__user_id__get       user.read
        Chat API        POST   /api/chat/completions           generate_chat_completion_api_chat_completions_post  chat.generate_completion
        files           GET    /files/{file_path}              read_file_files__file_path__get                  file.read
        -               GET    /v1/proxy/{path}                proxy_v1_proxy__path__post                       proxy.info
        auth            POST   /auth/jwt/login                 auth:jwt.login                                   auth.jwt_login
        items           GET    /items                          readItemsItemsGet                                item.list
        items           GET    /items/{item_id}                readItemItemsItemIdGet                           item.read
    """,
    "FastAPI template": """
        items           GET    /api/v1/items/                  items-read_items                                 item.list
        items           POST   /api/v1/items/                  items-create_item                                item.create
        items           GET    /api/v1/items/{id}              items-read_item                                  item.read
        items           PUT    /api/v1/items/{id}              items-update_item                                item.update
        items           DELETE /api/v1/items/{id}              items-delete_item                                item.delete
        users           GET    /api/v1/users/                  users-read_users                                 user.list
        users           GET    /api/v1/users/me                users-read_user_me                               user.read_me
        users           DELETE /api/v1/users/me                users-delete_user_me                             user.delete_me
        users           PATCH  /api/v1/users/me/password       users-update_password_me                         user.update_password_me
        users           POST   /api/v1/users/signup            users-register_user                              user.register
        users           GET    /api/v1/users/{user_id}         users-read_user_by_id                            user.read
        login           POST   /api/v1/login/access-token      login-login_access_token                         login.access_token
        login           POST   /api/v1/login/test-token        login-test_token                                 login.test_token
        login           POST   /api/v1/password-recovery/{email}  login-recover_password                        login.recover_password
        utils           GET    /api/v1/utils/health-check/     utils-health_check                               util.health_check
    """,
    "drf-spectacular": """
        items           GET    /items/                         items_list                                       item.list
        items           POST   /items/                         items_create                                     item.create
        items           GET    /items/{id}/                    items_retrieve                                   item.retrieve
        items           PUT    /items/{id}/                    items_update                                     item.update
        items           PATCH  /items/{id}/                    items_partial_update                             item.partial_update
        items           DELETE /items/{id}/                    items_destroy                                    item.destroy
        api             GET    /api/v1/items/                  api_v1_items_list                                item.list
        v1              GET    /v1/items/{id}/                 v1_items_retrieve                                item.retrieve
        api             PATCH  /api/items/{id}/                api_items_partial_update                         item.partial_update
        users           GET    /users/me/                      users_me_retrieve                                user.me
        users           PATCH  /users/me/                      users_me_partial_update                          user.partial_update_me
        users           POST   /users/set_password/            users_set_password_create                        user.set_password
        items           POST   /items/{id}/publish/            items_publish_create                             item.publish
        items           GET    /items/{id}/stats_summary/      items_stats_summary_retrieve                     item.stats_summary
        orders          GET    /orders/{order_pk}/items/       orders_items_list                                order.list_items
        orders          GET    /orders/{order_pk}/items/{id}/  orders_items_retrieve                            order.retrieve_item
        dcim            GET    /api/dcim/devices/              dcim_devices_list                                dcim.list_devices
        dcim            POST   /api/dcim/devices/              dcim_devices_create                              dcim.create_device
        dcim            GET    /api/dcim/devices/{id}/         dcim_devices_retrieve                            dcim.retrieve_device
        dcim            DELETE /api/dcim/devices/              dcim_devices_bulk_destroy                        dcim.bulk_destroy_devices
        dcim            PATCH  /api/dcim/devices/              dcim_devices_bulk_partial_update                 dcim.bulk_partial_update_devices
        ipam            GET    /api/ipam/ip-addresses/         ipam_ip_addresses_list                           ipam.list_ip_addresses
        auth            POST   /api/auth/login/                auth_login_create                                auth.login
        schema          GET    /api/schema/                    schema_retrieve                                  schema.retrieve
        items           GET    /items/{id}/                    items_retrieve_2                                 item.retrieve
        categories      GET    /categories/                    categories_list                                  category.list
        statuses        GET    /api/statuses/{id}/             statuses_retrieve                                status.retrieve
    """,
    "drf-yasg": """
        pets            GET    /pets/                          pets_list                                        pet.list
        pets            GET    /pets/{id}/                     pets_read                                        pet.read
        pets            PATCH  /pets/{id}/                     pets_partial_update                              pet.partial_update
        pets            DELETE /pets/{id}/                     pets_delete                                      pet.delete
        api             GET    /api/pets/{id}/                 api_pets_read                                    pet.read
    """,
    "NestJS": """
        -               GET    /                               AppController_getHello                           app.get_hello
        -               GET    /v1                             AppController_getHello_v1                        app.get_hello
        App             GET    /                               AppController_getHello                           app.get_hello
        items           GET    /items                          ItemsController_findAll                          item.find_all
        -               GET    /items                          ItemsController_findAll                          item.find_all
        Items           GET    /items/{id}                     ItemsController_findOne                          item.find_one
        Items           POST   /items                          ItemsController_create                           item.create
        Items           PATCH  /items/{id}                     ItemsController_update                           item.update
        Items           DELETE /items/{id}                     ItemsController_remove                           item.remove
        auth            POST   /auth/login                     AuthController_login                             auth.login
        Items           GET    /v2/items/{id}                  ItemsController_findOne_v2                       item.find_one
        -               GET    /order-items                    OrderItemsController_list                        order_item.list
        Projects        GET    /v1/projects                    v1-list-all-projects                             project.list_all
        Projects        DELETE /v1/projects/{ref}              v1-delete-a-project                              project.delete
    """,
    "Spring": """
        item-controller     GET    /items/{id}                 getItemUsingGET                                  item.get
        item-controller     GET    /items                      getItemsUsingGET_1                               item.list
        item-controller     GET    /items                      list_1                                           item.list
        item-controller     POST   /items                      create_2                                         item.create
        item-controller     DELETE /items/{id}                 deleteUsingDELETE                                item.delete
        item-controller     PUT    /items/{id}                 updateItem                                       item.update
        item-controller     GET    /items/{id}                 findById                                         item.find_by_id
        item-controller     DELETE /items/{id}                 deleteById_1                                     item.delete
        Item Controller     GET    /api/items                  getAllItems                                      item.get_all
        item-resource       GET    /api/items                  getAllItemsUsingGET                              item.get_all
        order-item-controller  GET    /order-items             getOrderItems                                    order_item.list
        item-entity-controller  GET    /items                  getCollectionResource-item-get_1                 item.list
        item-entity-controller  GET    /items/{id}             getItemResource-item-get                         item.get
        item-entity-controller  DELETE /items/{id}             deleteItemResource-item-delete                   item.delete
        item-entity-controller  POST   /items                  postCollectionResource-item-post                 item.create
    """,
    "ASP.NET": """
        Items           GET    /api/Items                      Items_GetAll                                     item.get_all
        Items           GET    /api/Items/{id}                 Items_GetById                                    item.get
        Items           GET    /api/Items/{id}                 Items_Get                                        item.get
        Items           POST   /api/Items                      Items_Post                                       item.create
        Items           PUT    /api/Items/{id}                 Items_PutItem                                    item.update
        Items           GET    /api/Items                      ItemsGET                                         item.list
        Items           GET    /api/Items/{id}                 ItemsGET2                                        item.get
        Items           POST   /api/Items                      ItemsPOST                                        item.create
        Items           PUT    /api/Items/{id}                 ItemsPUT                                         item.update
        Items           DELETE /api/Items/{id}                 ItemsDELETE                                      item.delete
        Items           GET    /api/Items                      ApiItemsGet                                      item.list
        Items           GET    /api/Items/{id}                 ApiItemsByIdGet                                  item.get
        WeatherForecast  GET   /WeatherForecast                GetWeatherForecast                               weather_forecast.get
        TodoItems       GET    /todoitems/{id}                 GetTodoItemById                                  todo_item.get
        Items           GET    /api/v1.0/Items                 -                                                item.list
    """,
    "Micronaut": """
        -               GET    /items                          index                                            item.index
        -               GET    /items/{id}                     show                                             item.show
        -               POST   /items                          save                                             item.save
        -               GET    /items/{id}                     show_1                                           item.show
    """,
    "Rails": """
        Blogs           GET    /blogs                          getBlogs                                         blog.list
        Blogs           GET    /blogs/{id}                     getBlog                                          blog.get
        Blogs           POST   /blogs                          createBlog                                       blog.create
        Blogs           GET    /blogs                          blogs#index                                      blog.index
        Blogs           GET    /blogs/{id}                     api/v1/blogs#show                                blog.show
    """,
    "Azure": """
        VirtualMachines  GET   /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute/virtualMachines  VirtualMachines_ListByResourceGroup  virtual_machine.list_by_resource_group
        -               GET    /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute/virtualMachines  VirtualMachines_List  virtual_machine.list
        -               GET    /subscriptions/{subscriptionId}/providers/Microsoft.Compute/virtualMachines  VirtualMachines_ListAll  virtual_machine.list_all
        -               PUT    /subscriptions/{subscriptionId}/providers/Microsoft.Compute/virtualMachines/{vmName}  VirtualMachines_CreateOrUpdate  virtual_machine.create_or_update
        -               GET    /subscriptions/{subscriptionId}/x/{name}  VirtualMachineScaleSetVMs_Get           virtual_machine_scale_set_vm.get
        -               POST   /subscriptions/{subscriptionId}/x/{name}/restart  VirtualMachines_Restart         virtual_machine.restart
    """,
    "Kubernetes": """
        core_v1         GET    /api/v1/namespaces/{namespace}/pods         listCoreV1NamespacedPod              core_v1.list_namespaced_pod
        core_v1         GET    /api/v1/namespaces/{namespace}/pods/{name}  readCoreV1NamespacedPod              core_v1.read_namespaced_pod
        core_v1         POST   /api/v1/namespaces                          createCoreV1Namespace                core_v1.create_namespace
        core_v1         DELETE /api/v1/namespaces/{namespace}/pods         deleteCoreV1CollectionNamespacedPod  core_v1.delete_collection_namespaced_pod
        apps_v1         PATCH  /apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale  patchAppsV1NamespacedDeploymentScale  apps_v1.patch_namespaced_deployment_scale
        core            GET    /api/                                       getCoreAPIVersions                   core.get_api_versions
        autoscaling_v2beta1  GET  /apis/autoscaling/v2beta1/x              listAutoscalingV2beta1NamespacedHorizontalPodAutoscaler  autoscaling_v2beta1.list_namespaced_horizontal_pod_autoscaler
        rbacAuthorization_v1  GET  /apis/rbac.authorization.k8s.io/v1/clusterroles  listRbacAuthorizationV1ClusterRole  rbac_authorization_v1.list_cluster_role
    """,
    "goa": """
        items           GET    /items                          items#list                                       item.list
        items           GET    /items/{id}                     items#show                                       item.show
        items           POST   /items                          items#add                                        item.add
        items           GET    /items/{id}                     items#show#1                                     item.show
    """,
    "gRPC": """
        ItemService     GET    /v1/items                       ItemService_ListItems                            item.list
        ItemService     GET    /v1/items/{id}                  ItemService_GetItem                              item.get
        ItemService     GET    /v1/shelves/{shelf}/items       ItemService_ListItems2                           item.list
        ItemService     GET    /v1/items:batchGet              ItemService_BatchGetItems                        item.batch_get
        ItemService     POST   /v1/items/{name}:cancel         ItemService_CancelItem                           item.cancel
        ItemService     PATCH  /v1/items/{item.id}             ItemService_UpdateItem                           item.update
        ApplicationService  GET  /api/v1/applications          ApplicationService_List                          application.list
        shop.v1.ItemService  GET  /v1/items                    ItemService_ListItems                            item.list
        -               DELETE /v1/items/{id}                  ItemService_DeleteItem                           item.delete
    """,
    "LoopBack": """
        ItemController  GET    /items                          ItemController.find                              item.list
        ItemController  GET    /items/{id}                     ItemController.findById                          item.find_by_id
        ItemController  GET    /items/count                    ItemController.count                             item.count
        ItemController  PATCH  /items/{id}                     ItemController.updateById                        item.update
        ItemController  PATCH  /items                          ItemController.updateAll                         item.update_all
        ItemController  PUT    /items/{id}                     ItemController.replaceById                       item.replace
        ItemController  DELETE /items/{id}                     ItemController.deleteById                        item.delete
        -               POST   /items                          ItemController.create                            item.create
    """,
    "tsoa": """
        Items           GET    /items/{itemId}                 GetItem                                          item.get
        Items           GET    /items                          GetItems                                         item.list
        Items           POST   /items                          CreateItem                                       item.create
        -               DELETE /items/{itemId}                 DeleteItem                                       item.delete
    """,
    "Flask": """
        todos           GET    /todos/                         get_todo_list                                    todo.list
        todos           POST   /todos/                         post_todo_list                                   todo.create
        todos           GET    /todos/{id}                     get_todo                                         todo.get
        todos           PUT    /todos/{id}                     put_todo                                         todo.update
        todos           DELETE /todos/{id}                     delete_todo                                      todo.delete
        default         GET    /todos/{todo_id}                get_todo_resource                                todo.get
        -               GET    /items                          app.api.items.search                             item.search
        -               GET    /items/{id}                     app.api.items.get                                item.get
        -               POST   /items                          app.api.items.post                               item.create
        items           GET    /items                          swagger_server.controllers.items_controller.list_items  item.list
        items           DELETE /items/{id}                     api.items.delete                                 item.delete
    """,
    "GitHub": """
        repos           GET    /orgs/{org}/repos               repos/list-for-org                               repo.list_for_org
        repos           GET    /repos/{owner}/{repo}           repos/get                                        repo.get
        repos           POST   /user/repos                     repos/create-for-authenticated-user              repo.create_for_authenticated_user
        issues          POST   /repos/{owner}/{repo}/issues/{issue_number}/labels  issues/add-labels            issue.add_labels
        issues          GET    /repos/{owner}/{repo}/issues    issues/list-for-repo                             issue.list_for_repo
        users           GET    /users/{username}               users/get-by-username                            user.get
        users           GET    /user                           users/get-authenticated                          user.get_authenticated
        users           GET    /users/{username}/followers     users/list-followers-for-user                    user.list_followers_for_user
        meta            GET    /                               meta/root                                        meta.root
        code-scanning   GET    /orgs/{org}/code-scanning/alerts  code-scanning/list-alerts-for-org              code_scanning.list_alerts_for_org
        pulls           PUT    /repos/{owner}/{repo}/pulls/{n}/merge  pulls/merge                               pull.merge
        actions         GET    /repos/{owner}/{repo}/actions/secrets  actions/list-repo-secrets                 action.list_repo_secrets
    """,
    "Swagger Codegen": """
        -               GET    /items/{itemId}                 itemsItemIdGet                                   item.get
        -               GET    /items                          itemsGet                                         item.list
        -               POST   /items                          itemsPost                                        item.create
        -               PUT    /items/{itemId}                 itemsItemIdPut                                   item.update
        -               DELETE /items/{itemId}                 itemsItemIdDelete                                item.delete
        -               GET    /items/{itemid}                 getItemsItemid                                   item.get
        -               POST   /items/{itemId}/publish         itemsItemIdPublishPost                           item.publish
        -               GET    /items/{itemId}/members         itemsItemIdMembersGet                            item.list_members
        default         DELETE /api/v1/items/{itemId}/members/{memberId}  apiV1ItemsItemIdMembersMemberIdDelete  item.delete_member
    """,
    "method and path": """
        -               GET    /items/{id}                     getItemsById                                     item.get
        -               POST   /items                          postItems                                        item.create
        -               DELETE /api/users/{id}                 deleteApiUsersById                               user.delete
        -               GET    /api/users/{id}                 getApiUsersId                                    user.get
        Customers       GET    /v1/customers/{customer}        GetCustomersCustomer                             customer.get
        Customers       GET    /v1/customers                   GetCustomers                                     customer.list
        -               DELETE /v1/customers/{customer}        DeleteCustomersCustomer                          customer.delete
        -               GET    /v1/customers/{customer}/sources  GetCustomersCustomerSources                    customer.list_sources
        -               POST   /v1/payment_intents/{intent}/capture  PostPaymentIntentsIntentCapture            payment_intent.capture
        Files           GET    /files/{file_id}                get_files_id                                     file.get
        Files           POST   /files/{file_id}/copy           post_files_id_copy                               file.copy
        Files           DELETE /files/{file_id}/versions/{file_version_id}  delete_files_id_versions_id         file.delete_version
        Article         GET    /articles/{id}                  get/articles/{id}                                article.get
        Article         POST   /articles                       post/articles                                    article.create
        Book            GET    /api/books                      api_books_get_collection                         book.list
        Book            GET    /api/books/{id}                 api_books_id_get                                 book.get
        Book            POST   /api/books                      api_books_post                                   book.create
        Book            PATCH  /api/books/{id}                 api_books_id_patch                               book.update
        Book            GET    /api/books                      getBookCollection                                book.list
        Book            GET    /api/books/{id}                 getBookItem                                      book.get
        Book            DELETE /api/books/{id}                 deleteBookItem                                   book.delete
    """,
    "Laravel": """
        Item            GET    /items                          items.index                                      item.index
        Item            GET    /items/{item}                   items.show                                       item.show
        Item            POST   /items                          items.store                                      item.store
        Item            DELETE /items/{item}                   items.destroy                                    item.destroy
        Item            GET    /items/{id}                     8f14e45fceea167a5a36dedd4bea2543                 item.info
        Item            POST   /items                          0b2fc1f2-6fe7-4a3c-9f4e-2d4b1b1f7c11             item.create
    """,
    "no id": """
        -               GET    /items                          -                                                item.list
        -               GET    /items/{id}                     -                                                item.info
        -               POST   /items                          -                                                item.create
        -               PUT    /items/{id}                     -                                                item.update
        -               PATCH  /items/{id}                     -                                                item.update
        -               DELETE /items/{id}                     -                                                item.delete
        -               HEAD   /items/{id}                     -                                                item.info_head
        -               POST   /items/{id}/actions/restart     -                                                item.restart
        -               POST   /items/{id}/publish             -                                                item.publish
        -               GET    /items/{id}/stats/summary       -                                                item.summary
        -               GET    /items/{id}/members             -                                                item.list_members
        -               POST   /items/{id}/members             -                                                item.create_member
        -               GET    /items/{id}/members/{m}         -                                                item.get_member
        -               PUT    /items/{id}/members/{m}         -                                                item.update_member
        -               DELETE /items/{id}/members/{m}         -                                                item.delete_member
        Store           GET    /products                       -                                                store.list_products
        -               GET    /2.0/items                      -                                                item.list
        -               GET    /api/rest/v1/2024-01-31/items   -                                                item.list
        -               GET    /{tenant}/items                 -                                                item.list
        -               POST   /v1/items:search                -                                                item.search
        -               GET    /                               -                                                root.info
        -               GET    /api/v1                         -                                                api.info
    """,
    "people": """
        pet             POST   /pet                            addPet                                           pet.add
        pet             GET    /pet/{petId}                    getPetById                                       pet.get
        pet             GET    /pet/findByStatus               findPetsByStatus                                 pet.find_by_status
        pet             POST   /pet/{petId}                    updatePetWithForm                                pet.update_with_form
        pet             POST   /pet/{petId}/uploadImage        uploadFile                                       pet.upload_file
        store           GET    /store/inventory                getInventory                                     store.get_inventory
        store           POST   /store/order                    placeOrder                                       store.place_order
        user            GET    /user/{username}                getUserByName                                    user.get
        user            GET    /user/login                     loginUser                                        user.login
        user            POST   /user/createWithList            createUsersWithListInput                         user.create_with_list_input
        Pet Store       GET    /pets                           petStoreListPets                                 pet_store.list_pets
        Chat            POST   /chat/completions               createChatCompletion                             chat.create_completion
        Models          GET    /models/{model}                 retrieveModel                                    model.retrieve
        Droplets        GET    /v2/droplets                    droplets_list                                    droplet.list
        SSH Keys        POST   /v2/account/keys                sshKeys_create                                   ssh_key.create
        Account         GET    /v2/account                     account_get                                      account.get
        Block Storage   GET    /v2/volumes                     volumes_list                                     block_storage.list_volumes
        Api20100401Call  GET   /2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json  FetchCall                    call.fetch
        users.profile   GET    /users.profile.get              users_profile_get                                users_profile.get
        chat            POST   /chat.postMessage               chat_postMessage                                 chat.post_message
        Albums          GET    /albums/{id}                    get-an-album                                     album.get
        Albums          GET    /albums                         get-multiple-albums                              album.get_multiple
        comments        GET    /articles/{slug}/comments       getArticleComments                               comment.list
        comments        DELETE /articles/{slug}/comments/{id}  deleteArticleComment                             comment.delete
        Books           GET    /authors/{author}/books         listBooksByAuthor                                book.list_by_author
        Dynos           POST   /dynos/actions/restart-all      restartAllDynos                                  dyno.restart_all
        Add-ons         GET    /addons                         listAddons                                       add_on.list
        Config Vars     PATCH  /config-vars                    updateConfigVars                                 config_var.update
        item            POST   /item/get                       itemGet                                          item.get
        transactions    POST   /transactions/sync              transactionsSync                                 transaction.sync
        cart            POST   /cart/items                     addItemToCart                                    cart.add_item_to_cart
        Teams           GET    /teams/{id}/users               listUsersForTeam                                 team.list_users_for_team
    """,
    "words": """
        URLs            GET    /urls                           listURLs                                         url.list
        IPs             GET    /ips/{ip}                       getIP                                            ip.get
        APIs            GET    /apis                           listAPIs                                         api.list
        OAuth2          POST   /oauth2/token                   getOAuth2Token                                   oauth2.get_token
        K8s             GET    /k8s/clusters                   listK8sClusters                                  k8s.list_clusters
        IDs             POST   /ids                            createIDs                                        id.create
        VMs             GET    /vms                            list_vms                                         vm.list
        CIDRs           GET    /cidrs                          listCIDRs                                        cidr.list
        iOS Apps        GET    /ios-apps                       listiOSApps                                      ios_app.list
        IPv4Addresses   GET    /ipv4                           getIPv4Addresses                                 ipv4_address.list
        SSHKeys         GET    /ssh-keys/{id}                  getSSHKey                                        ssh_key.get
        S3Buckets       GET    /buckets                        ListS3Buckets                                    s3_bucket.list
        GraphQL         POST   /graphql                        executeGraphQL                                   graphql.execute
        News            GET    /news                           getNews                                          news.get
        DNS             GET    /dns/records                    list-dns-records                                 dns.list_records
        Kubernetes      GET    /kubernetes                     kubernetes_list                                  kubernetes.list
        Caches          DELETE /caches/{id}                    deleteCache                                      cache.delete
        Analyses        GET    /analyses/{id}                  getAnalysis                                      analysis.get
        People          GET    /people                         listPeople                                       person.list
        Addresses       POST   /addresses                      createAddress                                    address.create
        Databases       GET    /databases                      databases-list                                   database.list
        Media           GET    /media/{id}                     getMedia                                         media.get
        Policies        GET    /policies                       ListPolicies                                     policy.list
        Indices         GET    /indices                        listIndices                                      index.list
    """,
    "tags": """
        Items (v2)      GET    /v2/items                       listItems                                        item_v2.list
        v1|Items        GET    /v1/items                       listItems                                        item.list
        Items|Admin     GET    /admin/items                    listItems                                        item.list
        Items API       GET    /items                          listItems                                        item.list
        Customer Service  GET  /cases                          listCases                                        customer_service.list_cases
        Товары          GET    /products                       -                                                товары.list_products
        Événements      GET    /events                         -                                                événement.list_events
        商品             GET    /products/{id}                  -                                                商品.get_product
        —               GET    /items                          -                                                item.list
    """,
}
"""The rows by framework; a path contains no space, and tags are separated from the method by two."""
