def main():
    print("ok")


main()
