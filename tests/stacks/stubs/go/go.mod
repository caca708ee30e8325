module github.com/AzureAD/microsoft-authentication-library-for-go

go 1.18
